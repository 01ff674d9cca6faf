import { describe, expect, it } from 'vitest';
import { signsAt } from './secret-validity.js';

describe('a secret', () => {
  it('signs for ever where it has no times', () => {
    expect([0, Number.MAX_SAFE_INTEGER].map((atMs) => signsAt({}, atMs))).toEqual([true, true]);
  });

  it('signs from its first moment on, and no more in its last', () => {
    const secret = { validFromMs: 10, validUntilMs: 20 };
    expect([9, 10, 19, 20].map((atMs) => signsAt(secret, atMs))).toEqual([false, true, true, false]);
  });

  it('hands over to the next one without a gap and without a moment of both', () => {
    const [old, next] = [{ validUntilMs: 10 }, { validFromMs: 10 }];
    expect([9, 10].map((atMs) => [signsAt(old, atMs), signsAt(next, atMs)])).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});
