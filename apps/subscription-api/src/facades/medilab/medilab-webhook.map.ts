import type { RetryConfig } from '#domain';
import type { WebhookCreate, WebhookUpdate } from '#payload-schemas';
import type { WebhookHealthEntity } from '#postgres';
import type { WebhookAnswer } from '../../webhooks/webhooks.service.js';
import { DIALECT } from './medilab.names.js';
import type { MedilabCreate, MedilabUpdate } from './medilab.schema.js';

/** MediLab's name, ours, and how many of our units one of MediLab's is: its times are seconds. */
const RETRY_FIELDS = [
  ['max_retries', 'maxRetries', 1],
  ['retry_delay', 'retryDelay', 1_000],
  ['timeout', 'timeout', 1_000],
] as const;

export function nativeCreate({ is_active: active, ...given }: MedilabCreate): WebhookCreate {
  const { name, description, url, events, headers, secret, filters } = given;
  const settings = { name, description, url, events, headers, secret, filters };
  return { ...settings, active, dialect: DIALECT.name, retryConfig: retryConfigOf(given) };
}

/** Only what is given; the three parts of `retryConfig` change each for itself. */
export function nativeUpdate(given: MedilabUpdate, current: RetryConfig): WebhookUpdate {
  const { name, description, url, events, headers, secret, filters, is_active: active } = given;
  const changesRetries = RETRY_FIELDS.some(([field]) => given[field] !== undefined);
  return {
    ...{ name, description, url, events, headers, secret, filters, active },
    ...(changesRetries && { retryConfig: retryConfigOf(given, current) }),
  };
}

function retryConfigOf(
  given: Pick<MedilabUpdate, (typeof RETRY_FIELDS)[number][0]>,
  current: RetryConfig = {},
): RetryConfig {
  const config: { -readonly [Name in keyof RetryConfig]: RetryConfig[Name] } = { ...current };
  for (const [field, key, unit] of RETRY_FIELDS) {
    const value = given[field];
    if (value === null) delete config[key];
    else if (value !== undefined) config[key] = Math.round(value * unit);
  }
  return config;
}

/** A webhook as this API shows it. The secret is only in the answer that tells it. */
export function medilabWebhook(webhook: WebhookAnswer, health: WebhookHealthEntity | undefined) {
  const { id, name, description, url, events, headers, retryConfig, active, secret } = webhook;
  const [firstDelayMs] = DIALECT.retryDelaysMs({ ...retryConfig, maxRetries: 1 });
  const calls = Number(health?.requests ?? 0);
  const successful = Number(health?.succeeded ?? 0);
  return {
    id,
    name,
    description,
    url,
    events,
    headers,
    max_retries: DIALECT.retryDelaysMs(retryConfig).length,
    retry_delay: (firstDelayMs ?? 0) / 1_000,
    timeout: DIALECT.timeoutMs(retryConfig) / 1_000,
    filters: webhook.filters ?? {},
    is_active: active,
    status: active ? 'active' : 'inactive',
    created_at: webhook.createdAt,
    updated_at: webhook.updatedAt,
    last_triggered_at: health?.lastAttemptAt?.toISOString() ?? null,
    total_calls: calls,
    successful_calls: successful,
    failed_calls: calls - successful,
    ...(secret !== undefined && { secret }),
  };
}
export type MedilabWebhook = ReturnType<typeof medilabWebhook>;
