/** What the API answers, as far as the console shows it. The API's own words are in `/openapi.json`. */

export interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | null;
}

/** One thing that is wrong with a request: where, as a dotted path into its body, and why. */
export interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

export type Role = 'operator' | 'admin' | 'viewer' | 'producer';

export interface Me {
  readonly role: Role;
  readonly key: { readonly id: string; readonly name: string };
  readonly tenant: { readonly id: string; readonly name: string; readonly defaultDialect: string };
}

/** An API key, but for the key itself. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Its first characters. */
  readonly hint: string;
  readonly expiresAt: string | null;
  /** Networks in CIDR form; null where it may be used from anywhere. */
  readonly allowedIps: readonly string[] | null;
  readonly rateLimit: number | null;
  readonly lastUsedAt: string | null;
  readonly createdAt: string;
}
/** The answer to what made a key, which tells it this once. */
export type ApiKeyWithKey = ApiKey & { readonly key: string };

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly defaultDialect: string;
  readonly eventValidation: 'off' | 'warn' | 'reject';
  /** Requests a second of each of its keys that has no limit of its own. */
  readonly keyRateLimit: number | null;
  readonly sealing: 'on' | 'off';
  readonly retentionDays: number | null;
  readonly createdAt: string;
}

/** A key that seals the data of a tenant's events. */
export interface DataKey {
  readonly id: string;
  /** Whether it seals new events. */
  readonly seals: boolean;
  readonly createdAt: string;
  /** Since when nothing that it sealed can be read. */
  readonly droppedAt: string | null;
}

/** One action in the audit log. */
export interface AuditRow {
  readonly sequence: number;
  readonly at: string;
  readonly actor: { readonly keyId: string | null; readonly name: string; readonly role: Role | 'system' };
  readonly action: string;
  readonly object: { readonly type: string; readonly id: string | null } | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly ip: string | null;
  readonly status: number | null;
}

export interface RetryConfig {
  readonly maxRetries?: number;
  readonly retryDelay?: number;
  readonly timeout?: number;
  readonly backoffStrategy?: 'exponential' | 'linear' | 'fixed';
}

/** What people choose of a webhook. */
export interface WebhookSettings {
  readonly name: string;
  readonly description: string | null;
  readonly url: string;
  readonly events: readonly string[];
  readonly dialect: string;
  readonly filters: Readonly<Record<string, unknown>> | null;
  readonly retryConfig: RetryConfig;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxConcurrency: number;
  readonly rateLimit: number | null;
  readonly ordering: 'subject' | null;
  readonly batch: { readonly maxEvents: number; readonly maxWaitMs: number } | null;
  readonly payload: 'full' | 'thin';
  readonly redact: readonly string[] | null;
}

export interface Certificate {
  readonly subject: string;
  readonly fingerprint256: string;
  readonly validTo: string;
}

/** A secret that signs, or did or will; null stands for no limit. */
export interface SecretSpan {
  readonly hint: string;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

export interface Webhook extends WebhookSettings {
  readonly id: string;
  readonly active: boolean;
  /** `gone` and `failing` where Carehook disabled it; null where somebody did. */
  readonly disabledReason: string | null;
  readonly secretHint: string | null;
  /** Newest first. */
  readonly secrets: readonly SecretSpan[];
  readonly tls: { readonly clientCertificate: Certificate | null; readonly ca: readonly Certificate[] } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The answer to what made a secret, which tells it this once. */
export type WebhookWithSecret = Webhook & { readonly secret?: string };

export interface Totals {
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly deferred: number;
  readonly delivered: number;
  readonly dead: number;
  readonly timeouts: number;
  /** Percent; null where nothing was tried. */
  readonly successRate: number | null;
  readonly averageDurationMs: number | null;
  /** Milliseconds that so many percent of the requests took at most; null where no durations were counted. */
  readonly durationMs?: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
}

export type Hour = Totals & { readonly hour: string };

export interface TenantStats {
  readonly hours: number;
  readonly webhooks: { readonly total: number; readonly active: number };
  readonly totals: Totals;
  /** Deliveries that wait for their next attempt; 10,000 stands for that many or more. */
  readonly waiting?: number;
  /** Dead letters, counted likewise. */
  readonly dead?: number;
  readonly hourly: readonly Hour[];
}

export interface Health {
  readonly consecutiveFailures: number;
  readonly failingSince: string | null;
  readonly lastAttemptAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
  readonly lastCode: string | null;
  readonly lastStatusCode: number | null;
}

export interface WebhookStats {
  readonly webhookId: string;
  readonly hours: number;
  readonly totals: Totals;
  readonly health: Health;
  readonly waiting: number;
  readonly hourly: readonly Hour[];
}

/** What is known of an alert of each kind. */
export interface AlertFacts {
  readonly webhook_disabled: { readonly why: string; readonly failingDays?: number };
  readonly consecutive_failures: {
    readonly consecutiveFailures: number;
    readonly failingSince: string | null;
    readonly lastCode: string | null;
    readonly lastStatusCode: number | null;
  };
  readonly success_rate: { readonly hours: number; readonly requests: number; readonly successRate: number };
  readonly timeouts: { readonly since: string; readonly requests: number; readonly timeouts: number };
  readonly silent: { readonly lastCallAt: string; readonly requestsAWeekBefore: number };
  readonly backlog_growing: { readonly overdue: number; readonly oldestDueAt: string };
  readonly dead_letters: { readonly since: string; readonly dead: number };
}
export type AlertKind = keyof AlertFacts;

export const ALERT_STATUSES = ['open', 'acknowledged', 'cleared'] as const;

export interface Alert {
  readonly id: string;
  readonly webhookId: string;
  /** Newer kinds than these are shown in the API's own words. */
  readonly kind: AlertKind;
  readonly status: (typeof ALERT_STATUSES)[number];
  readonly reason: string;
  readonly nextStep: string;
  readonly facts: AlertFacts[AlertKind];
  readonly openedAt: string;
}

export const DELIVERY_STATUSES = ['pending', 'queued', 'delivered', 'dead', 'cancelled'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface Delivery {
  readonly id: string;
  readonly eventUid: string;
  readonly eventId: string | null;
  readonly eventType: string;
  readonly webhookId: string;
  readonly reason: 'first' | 'retry' | 'replay' | 'test';
  readonly originDeliveryId: string | null;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly lastCode: string | null;
  readonly lastStatusCode: number | null;
  readonly acceptedAt: string;
  readonly expiresAt: string;
  readonly updatedAt: string;
}

export interface Attempt {
  readonly attempt: number;
  readonly result: 'succeeded' | 'failed' | 'deferred' | 'cancelled';
  readonly code: string;
  readonly statusCode: number | null;
  readonly startedAt: string;
  readonly durationMs: number | null;
  readonly responseBody: string | null;
  readonly error: string | null;
}

export interface TestResult {
  readonly success: boolean;
  readonly deliveryId: string;
  readonly attempt: Omit<Attempt, 'attempt' | 'result' | 'startedAt'>;
}

export interface Selected {
  readonly count: number;
  /** Of those that were named one by one. */
  readonly refused?: readonly { readonly id: string; readonly reason: string }[];
}

/** The reasons that the console has words for. */
export const REJECTION_REASONS = [
  ...(['null_value', 'not_an_event', 'invalid_attribute', 'invalid_json', 'too_large', 'unknown_tenant'] as const),
  ...(['schema_mismatch', 'unsealable', 'erased', 'routing_failed'] as const),
] as const;

/** A record of Kafka that could not become an event, without its data. */
export interface RejectedRecord {
  readonly id: string;
  readonly rejectedAt: string;
  readonly reason: string;
  readonly detail: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly sizeBytes: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface EventSummary {
  readonly uid: string;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string | null;
  readonly time: string | null;
  readonly contentType: string;
  readonly acceptedAt: string;
  readonly schemaProblems: readonly FieldProblem[] | null;
}

export interface EventType {
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly description: string | null;
  readonly schema: unknown;
  readonly example: unknown;
  readonly origin: string;
  readonly dialect: string | null;
}

export interface EventSample {
  readonly dialect: string;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Dialect {
  readonly name: string;
  readonly product: string;
  readonly retryDelaysMs: readonly number[];
  readonly timeoutMs: number;
  readonly maxAgeMs: number;
  readonly unsignedAllowed: boolean;
  /** Whether one request can bear several events. */
  readonly batches: boolean;
  /** Of its catalogue. */
  readonly eventTypes: readonly string[];
}

/** One condition of a filter, or a combination of filters. */
export interface Condition {
  readonly place: string;
  readonly operator: string;
  readonly held: boolean;
  readonly missing?: boolean;
  readonly branches?: readonly { readonly conditions: readonly Condition[] }[];
}

export interface FilterAnswer {
  readonly matched: boolean;
  readonly conditions: readonly Condition[];
}

/** The same for a webhook, with all else that decides whether it gets the event. */
export interface WebhookFilterAnswer extends FilterAnswer {
  readonly webhookId: string;
  readonly active: boolean;
  readonly typeMatched: boolean;
}
