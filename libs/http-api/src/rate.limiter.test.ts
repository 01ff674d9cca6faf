import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '#domain';
import { RateLimiter, tooManyRequests } from './rate.limiter.js';

const caller = (keyId: string): Caller => ({ keyId, keyName: 'k', tenantId: 'clinic-a', role: 'admin' });
const [ANNA, BEN] = [caller('anna'), caller('ben')];

let nowMs: number;
let limiter: RateLimiter;
beforeEach(() => {
  nowMs = 1_000_000;
  limiter = new RateLimiter(2, () => nowMs);
});

const isWithin = (who: Caller, ownLimit?: number) => limiter.count(who, ownLimit)?.isWithin;

describe('a rate limit', () => {
  it("lets a key make a second's worth of requests, and then so many a second", () => {
    expect([1, 2, 3].map(() => isWithin(ANNA))).toEqual([true, true, false]);
    nowMs += 500;
    expect([1, 2].map(() => isWithin(ANNA))).toEqual([true, false]);
  });

  it('of one key is not used up by another', () => {
    expect([ANNA, ANNA, BEN, ANNA].map((who) => isWithin(who))).toEqual([true, true, true, false]);
  });

  it('of a key wins over the default, and changes at once', () => {
    expect([1, 1].map((own) => isWithin(ANNA, own))).toEqual([true, false]);
    expect([3, 3, 3, 3].map((own) => isWithin(ANNA, own))).toEqual([true, true, true, false]);
  });

  it('is none where the default is 0 and the key has none', () => {
    limiter = new RateLimiter(0, () => nowMs);
    expect(limiter.count(ANNA, undefined)).toBeUndefined();
    expect([1, 1].map((own) => isWithin(ANNA, own))).toEqual([true, false]);
  });

  it('says in headers what is left and when all is back', () => {
    const headers = [1, 2, 3].map(() => limiter.count(ANNA, undefined)?.headers);
    expect(headers.map((each) => each?.['ratelimit-remaining'])).toEqual(['1', '0', '0']);
    expect(headers[2]).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-reset': '1' });
    expect(headers[2] && tooManyRequests(headers[2])).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
  });
});
