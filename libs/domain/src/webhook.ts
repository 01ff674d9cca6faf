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
  /** Several deliveries in one request; only where the dialect has a form for that, and never with an `ordering`. */
  readonly batch?: BatchSettings;
  /** Newest first; every one that is valid signs where the dialect can carry several signatures, else the newest of them. */
  readonly secrets: readonly SealedSecret[];
  readonly tls?: WebhookTls;
  /** Without it `full`. */
  readonly payload?: PayloadForm;
  /** Paths of members that are left out of the data: see `redactionOf`. Never empty, and never of a thin one. */
  readonly redact?: readonly string[];
  readonly revision: number;
}

/** Of a webhook whose connections are made with certificates of its own. PEM; the key stays sealed until they are made. */
export interface WebhookTls {
  /** The sender's certificate, with those that lead to its issuer. */
  readonly clientCertificate?: string;
  readonly sealedClientKey?: Buffer;
  /** The authorities that are trusted, in the place of the public ones. */
  readonly ca?: string;
}

/** `thin`: a delivery says where its event is to be had, in the place of the data. */
export const PAYLOAD_FORMS = ['full', 'thin'] as const;
export type PayloadForm = (typeof PAYLOAD_FORMS)[number];

export const ORDERINGS = ['subject'] as const;
export type Ordering = (typeof ORDERINGS)[number];

/** How the deliveries of a webhook are gathered. */
export interface BatchSettings {
  /** A request that has so many is sent at once. */
  readonly maxEvents: number;
  /** How long the oldest waits for others. 0 gathers only what waits for its turn anyway. */
  readonly maxWaitMs: number;
}

/** At most so many bytes of data, as they were published, share a request. */
export const MAX_BATCH_DATA_BYTES = 1024 * 1024;

export const DEFAULT_MAX_CONCURRENCY = 64;
