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
    payload: webhook.payload,
    redact: webhook.redact,
    ...secretsJson(webhook, Date.now()),
    createdAt: webhook.createdAt.toISOString(),
    updatedAt: webhook.updatedAt.toISOString(),
  };
}
export type WebhookJson = ReturnType<typeof webhookJson>;

/** The secrets that sign at this moment or later, newest first: ids are UUIDv7. */
export function liveSecrets({ secrets }: Pick<WebhookEntity, 'secrets'>, nowMs: number) {
  return secrets
    .filter(({ validUntil }) => validUntil === null || validUntil.getTime() > nowMs)
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

function secretsJson(webhook: WebhookEntity, nowMs: number) {
  const live = liveSecrets(webhook, nowMs);
  const signing = live.find(({ validFrom }) => validFrom === null || validFrom.getTime() <= nowMs);
  return {
    secretHint: signing?.hint ?? null,
    secrets: live.map(({ hint, validFrom, validUntil }) => ({
      hint,
      validFrom: validFrom?.toISOString() ?? null,
      validUntil: validUntil?.toISOString() ?? null,
    })),
  };
}
