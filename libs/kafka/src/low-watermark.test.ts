import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LowWatermark } from './low-watermark.js';

/** What a low watermark means, said as simply as can be: every record that began, and whether it is done. */
class Model {
  private readonly open = new Set<number>();
  next: number;
  constructor(first: number) {
    this.next = first;
  }
  begin(offset: number): void {
    this.open.add(offset);
    this.next = offset + 1;
  }
  finish(offset: number): void {
    this.open.delete(offset);
  }
  get committable(): number {
    return Math.min(this.next, ...this.open);
  }
  get ascending(): number[] {
    return [...this.open];
  }
}

const AT_MS = 1_000;

type Step = { readonly begin: number } | { readonly finish: number };

/** Begins with gaps between them; finishes of what began, of what did not, and of the same offset again. */
const steps = fc.array(
  fc.oneof(
    fc.record({ begin: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ finish: fc.integer({ min: -3, max: 40 }) }),
  ),
  { maxLength: 80 },
);

describe('LowWatermark', () => {
  it('commits the lowest open offset, or the next one, after every step in any order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), steps, (first, taken: Step[]) => {
        const watermark = new LowWatermark(first);
        const model = new Model(first);
        for (const step of taken) {
          if ('begin' in step) {
            const offset = model.next + step.begin - 1;
            watermark.begin(offset, AT_MS);
            model.begin(offset);
          } else {
            watermark.finish(first + step.finish);
            model.finish(first + step.finish);
          }
          expect(watermark.committable).toBe(model.committable);
          expect(watermark.nextOffset).toBe(model.next);
          expect([...watermark.open()]).toEqual(model.ascending);
        }
      }),
    );
  });

  it('never goes back, and reaches the end when all is done, in whatever order', () => {
    const orders = fc
      .integer({ min: 1, max: 60 })
      .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }));
    fc.assert(
      fc.property(orders, (order) => {
        const watermark = new LowWatermark(0);
        for (let offset = 0; offset < order.length; offset += 1) watermark.begin(offset, AT_MS);
        let before = 0;
        for (const offset of order) {
          watermark.finish(offset);
          expect(watermark.committable).toBeGreaterThanOrEqual(before);
          before = watermark.committable;
        }
        expect(watermark.committable).toBe(order.length);
      }),
    );
  });

  it('commits no offset above an unfinished record', () => {
    const watermark = new LowWatermark(5);
    for (const offset of [5, 6, 7]) watermark.begin(offset, AT_MS);
    watermark.finish(6);
    watermark.finish(7);
    expect(watermark.committable).toBe(5);
    watermark.finish(5);
    expect(watermark.committable).toBe(8);
  });

  it('steps over gaps, which compaction and aborted transactions leave', () => {
    const watermark = new LowWatermark(10);
    watermark.begin(10, AT_MS);
    watermark.begin(15, AT_MS);
    watermark.finish(12);
    watermark.finish(10);
    expect(watermark.committable).toBe(15);
  });

  it('carries a long backlog that is finished in order', () => {
    const watermark = new LowWatermark(0);
    for (let offset = 0; offset < 10_000; offset += 1) watermark.begin(offset, AT_MS);
    for (let offset = 0; offset < 9_000; offset += 1) {
      watermark.finish(offset);
      expect(watermark.committable).toBe(offset + 1);
    }
    watermark.begin(10_000, AT_MS);
    watermark.finish(9_001);
    expect(watermark.committable).toBe(9_000);
    watermark.finish(9_000);
    expect(watermark.committable).toBe(9_002);
    expect([...watermark.open()]).toHaveLength(999);
  });

  it('says since when its lowest open record is in Kafka', () => {
    const watermark = new LowWatermark(5);
    expect(watermark.oldestOpenMs).toBeUndefined();
    for (const offset of [5, 6, 7]) watermark.begin(offset, offset * 1_000);
    watermark.finish(6);
    expect(watermark.oldestOpenMs).toBe(5_000);
    watermark.finish(5);
    expect(watermark.oldestOpenMs).toBe(7_000);
    watermark.finish(7);
    expect(watermark.oldestOpenMs).toBeUndefined();
  });

  it('says up to where something is finished', () => {
    const watermark = new LowWatermark(5);
    expect(watermark.finishedUntil).toBe(0);
    for (const offset of [5, 6, 7, 8]) watermark.begin(offset, AT_MS);
    watermark.finish(7);
    watermark.finish(5);
    watermark.finish(9);
    expect(watermark.finishedUntil).toBe(8);
  });
});
