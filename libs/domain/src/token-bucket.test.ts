import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.js';

/** How many may start at each of the given moments when as many as may do. */
function startsAt(bucket: TokenBucket, momentsMs: readonly number[]): number[] {
  return momentsMs.map((nowMs) => {
    let starts = 0;
    for (; bucket.has(nowMs); starts += 1) bucket.take(nowMs);
    return starts;
  });
}

describe('a token bucket', () => {
  it("lets a second's worth through at once, and then so many a second", () => {
    expect(startsAt(new TokenBucket(10, 0), [0, 50, 100, 600, 1_600])).toEqual([10, 0, 1, 5, 10]);
  });

  it('gathers no more than a second’s worth in a pause', () => {
    expect(startsAt(new TokenBucket(2, 0), [0, 60_000])).toEqual([2, 2]);
  });

  it('says how many may still go through', () => {
    const bucket = new TokenBucket(2, 0);
    bucket.take(0);
    expect([bucket.remaining(0), bucket.remaining(250), bucket.remaining(500)]).toEqual([1, 1, 2]);
  });

  it('is not confused by a clock that goes back', () => {
    expect(startsAt(new TokenBucket(1, 1_000), [1_000, 0, 1_500, 2_000])).toEqual([1, 0, 0, 1]);
  });
});
