import type { WebhookEntity } from '#postgres';
import { tlsJson } from './webhook.certificates.js';

/** A webhook as the API shows it. */
export function webhookJson(webhook: WebhookEntity) {
  const { id, tenantId, name, description, url, events, active, disabledReason, dialect } = webhook;
  return {
    id,
    tenantId,
    name,
    description,
    url,
    events,
    active,
    status: active ? 'active' : 'disabled',
    disabledReason,
    dialect,
    filters: webhook.filters,
    retryConfig: webhook.retryConfig,
    headers: webhook.headers,
    maxConcurrency: webhook.maxConcurrency,
    rateLimit: webhook.rateLimit,
    ordering: webhook.ordering,
    tls: tlsJson(webhook),
    batch: webhook.batch,
    secretHint: newestSecret(webhook)?.hint ?? null,
    createdAt: webhook.createdAt.toISOString(),
    updatedAt: webhook.updatedAt.toISOString(),
  };
}
export type WebhookJson = ReturnType<typeof webhookJson>;

/** Ids are UUIDv7: the greatest is the newest. */
export function newestSecret({ secrets }: WebhookEntity) {
  return secrets.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0];
}
