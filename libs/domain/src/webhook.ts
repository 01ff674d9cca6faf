import type { SealedSecret } from './secret-validity.js';

/** How a webhook wants its retries, in ZARISH SPHERE's vocabulary. A missing field means the dialect's default. */
export interface RetryConfig {
  /** Attempts after the first one. */
  readonly maxRetries?: number;
  /** Wait before the first retry, in milliseconds. */
  readonly retryDelay?: number;
  /** Deadline of one attempt, in milliseconds. */
  readonly timeout?: number;
  readonly backoffStrategy?: BackoffStrategy;
}

export const BACKOFF_STRATEGIES = ['exponential', 'linear', 'fixed'] as const;
export type BackoffStrategy = (typeof BACKOFF_STRATEGIES)[number];

/** A webhook as the router and the sender know it. Secrets stay sealed until a request is signed. */
export interface Webhook {
  readonly id: string;
  readonly tenantId: string;
  readonly url: string;
  /** Event patterns: see `isEventPattern`. */
  readonly events: readonly string[];
  readonly active: boolean;
  readonly dialect: string;
  /** The filter document as it was saved; `undefined` matches everything. */
  readonly filters?: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly retryConfig: RetryConfig;
  /** At most so many requests to this webhook at a time, per worker. */
  readonly maxConcurrency: number;
  /** At most so many requests a second, per worker; without it as many as the endpoint takes. */
  readonly rateLimit?: number;
  /** `subject`: deliveries of one subject are made in the order of their events, each after the one before it is final. */
  readonly ordering?: Ordering;
  /** Newest first; every one that is valid signs where the dialect can carry several signatures, else the newest of them. */
  readonly secrets: readonly SealedSecret[];
  readonly revision: number;
}

export const ORDERINGS = ['subject'] as const;
export type Ordering = (typeof ORDERINGS)[number];

export const DEFAULT_MAX_CONCURRENCY = 64;
