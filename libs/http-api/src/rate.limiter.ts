import { ApiError, type Caller, TokenBucket } from '#domain';

/** The three headers that say what a key may still do; seconds in `RateLimit-Reset`. */
export type RateLimitHeaders = Readonly<Record<'ratelimit-limit' | 'ratelimit-remaining' | 'ratelimit-reset', string>>;

interface Allowance {
  readonly perSecond: number;
  readonly bucket: TokenBucket;
}

/**
 * How many requests a second each key may make to this process: a token bucket a key, which holds a second's worth.
 * `defaultPerSecond` is for keys without a limit of their own; 0 means that those have none.
 */
export class RateLimiter {
  /** By the object that stands for a key: what is known of a key that is revoked or changed goes with it. */
  private readonly allowances = new WeakMap<Caller, Allowance>();

  constructor(
    private readonly defaultPerSecond: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Counts one request, refused or not; `undefined` where the key has no limit. */
  count(caller: Caller, ownLimit: number | undefined): { isWithin: boolean; headers: RateLimitHeaders } | undefined {
    const perSecond = ownLimit ?? this.defaultPerSecond;
    if (perSecond === 0) return undefined;
    const nowMs = this.now();
    const { bucket } = this.allowanceOf(caller, perSecond, nowMs);
    const isWithin = bucket.has(nowMs);
    if (isWithin) bucket.take(nowMs);
    const remaining = bucket.remaining(nowMs);
    const headers = {
      'ratelimit-limit': String(perSecond),
      'ratelimit-remaining': String(remaining),
      // A full second's worth is back after a second at most.
      'ratelimit-reset': remaining === perSecond ? '0' : '1',
    };
    return { isWithin, headers };
  }

  private allowanceOf(caller: Caller, perSecond: number, nowMs: number): Allowance {
    const known = this.allowances.get(caller);
    if (known?.perSecond === perSecond) return known;
    const made = { perSecond, bucket: new TokenBucket(perSecond, nowMs) };
    this.allowances.set(caller, made);
    return made;
  }
}

export function tooManyRequests({ 'ratelimit-limit': limit }: RateLimitHeaders): ApiError {
  return new ApiError('TOO_MANY_REQUESTS', `this API key may make ${limit} requests a second`, undefined, {
    'retry-after': '1',
  });
}
