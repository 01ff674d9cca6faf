import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FinishedAhead, finishedAheadMetadata } from './finished-ahead.js';

const MAX_METADATA_BYTES = 4_096;

/** Ascending offsets from `committed` on, the first being open. */
const openOffsets = (max: number) =>
  fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: max }).map((steps) => {
    let last = 0;
    return [0, ...steps.map((step) => (last += step))];
  });

describe('what was finished ahead of a commit', () => {
  it('comes back as it was, whatever is open', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), openOffsets(50), fc.nat(1_000), (committed, steps, beyond) => {
        const open = steps.map((step) => committed + step);
        const next = (open.at(-1) ?? committed) + 1 + beyond;
        const finished = FinishedAhead.parse(finishedAheadMetadata(open, committed, next), committed);
        const asked = [...open, ...open.map((offset) => offset + 1), next - 1, next, next + 1, committed];
        for (const offset of asked) {
          expect(finished?.has(offset) ?? false).toBe(offset < next && !open.includes(offset));
        }
      }),
    );
  });

  it('never says finished of what is open, and never outgrows what Kafka takes', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), openOffsets(2_000), (committed, steps) => {
        const open = steps.map((step) => committed + step);
        const metadata = finishedAheadMetadata(open, committed, (open.at(-1) ?? committed) + 1);
        expect(Buffer.byteLength(metadata)).toBeLessThan(MAX_METADATA_BYTES);
        const finished = FinishedAhead.parse(metadata, committed);
        expect(open.filter((offset) => finished?.has(offset))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('is nothing where nothing is open, or nothing finished above what is', () => {
    expect(finishedAheadMetadata([], 12, 12)).toBe('');
    expect(finishedAheadMetadata([12, 13], 12, 14)).toBe('');
    expect(finishedAheadMetadata([12, 13], 12, 10)).toBe('');
  });

  it('says nothing of what is open beyond all that is finished', () => {
    expect(finishedAheadMetadata([12, 14, 16, 17, 18], 12, 16)).toBe(finishedAheadMetadata([12, 14], 12, 16));
  });

  it.each(['', null, undefined, 'hello', '1:', '2:0+1', '1:0+', '1:0,+1', '1:0+1;'])(
    'is not read out of %j',
    (text) => {
      expect(FinishedAhead.parse(text, 0)).toBeUndefined();
    },
  );
});
