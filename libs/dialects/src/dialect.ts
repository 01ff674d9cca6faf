import type { ClinicalEvent, RetryConfig } from '#domain';
import type { SigningKey } from '#signing';
import type { DataSchema } from './data-schema.js';

/** One attempt, as a dialect sees it. */
export interface OutgoingDelivery {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly event: ClinicalEvent;
  /** Counted from 1. */
  readonly attempt: number;
  /**
   * The event's data: the producer's untouched bytes, of type `event.contentType`. Where that is a JSON type they were
   * checked when the event was accepted; a dialect that splices them does not look again.
   */
  readonly data: Buffer;
  /** When this attempt is made, in milliseconds since 1970. */
  readonly sentAtMs: number;
}

/** Where a filter's key is looked up when it is not simply a path into the data. Any location that holds is enough. */
export interface FilterAlias {
  /** Names of event attributes: `subject`, `source`, `type`, or an extension's name. */
  readonly attributes?: readonly string[];
  /** Dotted paths into the data; `*` stands for any one member. */
  readonly paths?: readonly string[];
}

/** What a webhook may ask for in its retry configuration. */
export interface DialectLimits {
  readonly maxRetries: number;
  readonly maxTimeoutMs: number;
}

/** One request of several deliveries. Each event in it can be recognised by itself when it comes again. */
export interface BatchForm {
  /** The body's bytes, with at least one delivery, in the given order. */
  envelope(deliveries: readonly OutgoingDelivery[], keys: readonly SigningKey[]): Buffer;
  /** As a dialect's own `headers`. */
  headers(deliveries: readonly OutgoingDelivery[], body: Buffer, keys: readonly SigningKey[]): Record<string, string>;
}

/** How a receiver is asked whether it wants deliveries at all: one OPTIONS request before the first of them. */
export interface Handshake {
  /** What the question bears, and every delivery after it. `origin` names this Carehook. */
  headers(origin: string): Readonly<Record<string, string>>;
  /** Why the answer is no permission; `undefined` where it is one. Names of headers are in lower case. */
  refusal(statusCode: number, headers: ResponseHeaders, origin: string): string | undefined;
}

export type ResponseHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An event type of a product's documentation. */
export interface CatalogueEntry {
  readonly type: string;
  readonly description: string;
  /** What the documentation makes plain of the event's data, and no more: members that it does not name may be there. */
  readonly schema: DataSchema;
  /** A documented example of the event's data. */
  readonly example: unknown;
}

/**
 * The wire format, signature, retry schedule and limits of one product's webhooks: data and pure functions only.
 * Functions that take `keys` get those of the active secrets, newest first; there is always at least one unless the product
 * allows unsigned webhooks.
 */
export interface Dialect {
  /** As in a webhook's `dialect`. */
  readonly name: string;
  /** The product's own name. */
  readonly product: string;

  /**
   * The body's bytes.
   *
   * @throws InvalidJson in a dialect that has to parse the data, SigningSecretMissing
   */
  envelope(delivery: OutgoingDelivery, keys: readonly SigningKey[]): Buffer;
  /**
   * All headers of the request except custom ones, `host` and `content-length`; the signature is among them.
   *
   * @throws SigningSecretMissing
   */
  headers(delivery: OutgoingDelivery, body: Buffer, keys: readonly SigningKey[]): Record<string, string>;

  /** For products that document one request of several events. */
  readonly batch?: BatchForm;
  /** How the names of those headers begin that depend on the event; the others are the same for every event. */
  readonly headerPrefix?: string;
  /** For products whose receivers must give their permission first. */
  readonly handshake?: Handshake;

  /** The waits after the first, second, … attempt, in milliseconds; never more than `limits.maxRetries` of them. */
  retryDelaysMs(config: RetryConfig): readonly number[];
  /** 0 where the product's waits are exact. */
  readonly jitterRatio: number;
  /** The deadline of one attempt; never more than `limits.maxTimeoutMs`. */
  timeoutMs(config: RetryConfig): number;
  /** How long after its event a delivery is given up. */
  maxAgeMs(config: RetryConfig): number;
  readonly limits: DialectLimits;

  /** Whether a webhook may do without a secret. Where it may not, one is made for it. */
  readonly unsignedAllowed: boolean;
  /** A new secret in the product's form, from 32 random bytes. */
  makeSecret(random: Buffer): string;
  /** The HMAC key in a secret that has no `secretProblem`. */
  signingKey(secret: string): SigningKey;
  /** Why a given secret cannot be used, without quoting it; `undefined` where it can. */
  secretProblem(secret: string): string | undefined;

  /** Names that a filter may use beside paths into the data. */
  readonly filterAliases: Readonly<Record<string, FilterAlias>>;
  readonly catalogue: readonly CatalogueEntry[];

  /** The networks, in CIDR form, that the product says its requests come from, where it says so. */
  readonly sendingIpRanges?: readonly string[];
}
