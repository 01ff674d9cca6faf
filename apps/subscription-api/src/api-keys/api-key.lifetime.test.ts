import { describe, expect, it } from 'vitest';
import { expiryOf, rotatedExpiries } from './api-key.lifetime.js';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse('2026-03-07T12:00:00Z');
const at = (hours: number) => new Date(NOW_MS + hours * HOUR_MS);

describe('a new key', () => {
  it('expires when it was told to, or never', () => {
    expect(expiryOf('2026-03-07T12:00:01Z', NOW_MS)).toEqual(new Date(NOW_MS + 1_000));
    expect([expiryOf(null, NOW_MS), expiryOf(undefined, NOW_MS)]).toEqual([null, null]);
  });

  it('is not made to be expired', () => {
    expect(() => expiryOf('2026-03-07T12:00:00Z', NOW_MS)).toThrow('expiresAt: must be in the future');
  });
});

describe('a rotation', () => {
  it('ends the old key after the overlap, and gives one that lasts as the old one did', () => {
    const everlasting = { createdAt: at(-100), expiresAt: null };
    expect(rotatedExpiries(everlasting, 24, NOW_MS)).toEqual({ old: at(24), next: null });
    expect(rotatedExpiries(everlasting, 0, NOW_MS)).toEqual({ old: at(0), next: null });
  });

  it('never lets the old key work longer than it would have; the new one gets as much time as the old one had', () => {
    const ending = { createdAt: at(-100), expiresAt: at(10) };
    expect(rotatedExpiries(ending, 24, NOW_MS)).toEqual({ old: at(10), next: at(110) });
    expect(rotatedExpiries(ending, 1, NOW_MS)).toEqual({ old: at(1), next: at(110) });
  });

  it('of a key that has expired makes it no younger', () => {
    expect(rotatedExpiries({ createdAt: at(-2), expiresAt: at(-1) }, 24, NOW_MS)).toEqual({ old: at(-1), next: at(1) });
  });
});
