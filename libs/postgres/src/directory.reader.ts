import type { DataSource } from 'typeorm';
import type { ApiKeyRole, BatchSettings, EventValidation, Ordering, PayloadForm, RetryConfig } from '#domain';

/** Rows changed since a revision, deletions included: what a directory needs to catch up. */
export interface DirectoryChanges {
  readonly tenants: readonly TenantRow[];
  readonly dataKeys: readonly DataKeyRow[];
  readonly apiKeys: readonly ApiKeyRow[];
  readonly webhooks: readonly WebhookRow[];
  readonly eventTypes: readonly EventTypeRow[];
}

export interface TenantRow {
  readonly id: string;
  readonly default_dialect: string;
  readonly event_validation: EventValidation;
  readonly key_rate_limit: number | null;
  readonly sealing_key_id: string | null;
  readonly revision: string;
}

/** A tenant's data key, sealed under a master key; null where it was dropped. */
export interface DataKeyRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly sealed: Buffer | null;
}

/** The newest version of a tenant's own event type. */
export interface EventTypeRow {
  readonly tenant_id: string;
  readonly type: string;
  readonly schema: Record<string, unknown>;
  readonly deleted: boolean;
  readonly revision: string;
}

export interface ApiKeyRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly role: ApiKeyRole;
  readonly key_hash: Buffer;
  readonly revoked: boolean;
  readonly expires_at: Date | null;
  readonly allowed_ips: string[] | null;
  readonly rate_limit: number | null;
  readonly revision: string;
}

export interface WebhookRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly url: string;
  readonly events: string[];
  readonly active: boolean;
  readonly deleted: boolean;
  readonly dialect: string;
  readonly filters: Record<string, unknown> | null;
  readonly headers: Record<string, string>;
  readonly retry_config: RetryConfig;
  readonly max_concurrency: number;
  readonly rate_limit: number | null;
  readonly ordering: Ordering | null;
  readonly batch: BatchSettings | null;
  readonly tls_client_certificate: string | null;
  readonly tls_sealed_client_key: Buffer | null;
  readonly tls_ca: string | null;
  readonly payload: PayloadForm;
  readonly redact: string[] | null;
  readonly revision: string;
  /** Those that sign or will sign, newest first. */
  readonly secrets: SecretRow[];
}

/** Times are milliseconds since 1970. */
export interface SecretRow {
  readonly sealedBase64: string;
  readonly validFromMs: number | null;
  readonly validUntilMs: number | null;
}

export async function readDirectoryRevision(database: DataSource): Promise<number> {
  const rows = await database.query<{ revision: string }[]>('select revision from directory_revision');
  return Number(rows[0]?.revision ?? 0);
}

/** What changed after `revision`. */
export async function readDirectoryChanges(database: DataSource, revision: number): Promise<DirectoryChanges> {
  const [tenants, apiKeys, webhooks, eventTypes] = await Promise.all([
    database.query<TenantRow[]>(
      `select id, default_dialect, event_validation, key_rate_limit, sealing_key_id, revision
       from tenants where revision > $1`,
      [revision],
    ),
    database.query<ApiKeyRow[]>(
      `select id, tenant_id, name, role, key_hash, revoked_at is not null as revoked, expires_at, allowed_ips, rate_limit, revision
       from api_keys where revision > $1`,
      [revision],
    ),
    database.query<WebhookRow[]>(
      `select w.id, w.tenant_id, w.url, w.events, w.active, w.deleted_at is not null as deleted, w.dialect, w.filters,
         w.headers, w.retry_config, w.max_concurrency, w.rate_limit, w.ordering, w.batch,
         w.tls_client_certificate, w.tls_sealed_client_key, w.tls_ca, w.payload, w.redact, w.revision,
         coalesce((select jsonb_agg(jsonb_build_object('sealedBase64', encode(s.sealed, 'base64'),
             'validFromMs', floor(extract(epoch from s.valid_from) * 1000),
             'validUntilMs', floor(extract(epoch from s.valid_until) * 1000)) order by s.id desc)
           from webhook_secrets s where s.webhook_id = w.id and (s.valid_until is null or s.valid_until > now())), '[]')
           as secrets
       from webhooks w where w.revision > $1`,
      [revision],
    ),
    // A new version has a greater revision than the older ones, and all of a type are deleted together.
    database.query<EventTypeRow[]>(
      `select distinct on (tenant_id, type) tenant_id, type, schema, deleted_at is not null as deleted, revision
       from event_types where revision > $1 order by tenant_id, type, version desc`,
      [revision],
    ),
  ]);
  // After the tenants: the key that one of them seals under is then among them.
  const dataKeys = await database.query<DataKeyRow[]>(
    'select id, tenant_id, sealed from tenant_data_keys where revision > $1',
    [revision],
  );
  return { tenants, dataKeys, apiKeys, webhooks, eventTypes };
}
