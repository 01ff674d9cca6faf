import {
  type BatchSettings,
  DEFAULT_MAX_CONCURRENCY,
  type Ordering,
  type PayloadForm,
  type RetryConfig,
} from '#domain';
import type { WebhookCreate, WebhookUpdate } from '#payload-schemas';

/** What people choose about a webhook, with every default filled in. Secrets are kept apart. */
export interface WebhookSettings {
  readonly name: string;
  readonly description: string | null;
  readonly url: string;
  readonly events: string[];
  readonly active: boolean;
  readonly dialect: string;
  readonly filters: Record<string, unknown> | null;
  readonly retryConfig: RetryConfig;
  readonly headers: Record<string, string>;
  readonly maxConcurrency: number;
  readonly rateLimit: number | null;
  readonly ordering: Ordering | null;
  readonly batch: BatchSettings | null;
  readonly payload: PayloadForm;
  readonly redact: string[] | null;
}

export function newSettings(given: WebhookCreate, defaultDialect: string): WebhookSettings {
  return {
    name: given.name ?? hostOf(given.url),
    description: given.description ?? null,
    url: given.url,
    events: [...new Set(given.events)],
    active: given.active,
    dialect: given.dialect ?? defaultDialect,
    filters: given.filters ?? null,
    retryConfig: given.retryConfig ?? {},
    headers: given.headers ?? {},
    maxConcurrency: given.maxConcurrency ?? DEFAULT_MAX_CONCURRENCY,
    rateLimit: given.rateLimit ?? null,
    ordering: given.ordering ?? null,
    batch: given.batch ?? null,
    payload: given.payload ?? 'full',
    redact: given.redact ? [...new Set(given.redact)] : null,
  };
}

/** A field that is left out stays, null takes an optional one back to its default, any other value replaces it whole. */
export function changedSettings(current: WebhookSettings, change: WebhookUpdate): WebhookSettings {
  const changed = <T>(value: T | null | undefined, present: T, byDefault: T): T =>
    value === undefined ? present : (value ?? byDefault);
  const url = change.url ?? current.url;
  return {
    name: changed(change.name, current.name, hostOf(url)),
    description: change.description === undefined ? current.description : change.description,
    url,
    events: change.events ? [...new Set(change.events)] : current.events,
    active: change.active ?? current.active,
    dialect: change.dialect ?? current.dialect,
    filters: change.filters === undefined ? current.filters : change.filters,
    retryConfig: changed<RetryConfig>(change.retryConfig, current.retryConfig, {}),
    headers: changed(change.headers, current.headers, {}),
    maxConcurrency: changed(change.maxConcurrency, current.maxConcurrency, DEFAULT_MAX_CONCURRENCY),
    rateLimit: changed(change.rateLimit, current.rateLimit, null),
    ordering: changed(change.ordering, current.ordering, null),
    batch: changed(change.batch, current.batch, null),
    payload: changed(change.payload, current.payload, 'full'),
    redact: change.redact ? [...new Set(change.redact)] : changed(change.redact, current.redact, null),
  };
}

/** The name of a webhook that was given none. A URL that is none is refused elsewhere. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
