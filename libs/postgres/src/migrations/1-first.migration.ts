import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first schema. Tables that grow with traffic are partitioned by the day that their UUIDv7 carries. */
export class First1764000000000 implements MigrationInterface {
  readonly name = 'First1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...ADMINISTRATION, ...TRAFFIC, ...BOOKKEEPING]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table attempts, deliveries, events, event_dedup, consumer_offsets,
        webhook_secrets, webhooks, api_keys, tenants, directory_revision`);
  }
}

/** What people configure. `revision` is the value of `directory_revision` at the last change. */
const ADMINISTRATION = [
  `create table directory_revision (
    only_row boolean primary key default true check (only_row),
    revision bigint not null
  )`,
  'insert into directory_revision (revision) values (0)',
  `create table tenants (
    id text primary key,
    name text not null,
    default_dialect text not null,
    created_at timestamptz not null default now(),
    revision bigint not null
  )`,
  'create index tenants_revision on tenants (revision)',
  `create table api_keys (
    id uuid primary key,
    tenant_id text not null references tenants,
    name text not null,
    role text not null check (role in ('operator', 'admin', 'producer', 'viewer')),
    key_hash bytea not null unique,
    hint text not null,
    created_at timestamptz not null default now(),
    revoked_at timestamptz,
    revision bigint not null
  )`,
  'create index api_keys_revision on api_keys (revision)',
  `create table webhooks (
    id uuid primary key,
    tenant_id text not null references tenants,
    name text not null,
    description text,
    url text not null,
    events text[] not null,
    active boolean not null,
    disabled_reason text,
    dialect text not null,
    filters jsonb,
    headers jsonb not null,
    retry_config jsonb not null,
    max_concurrency integer not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    revision bigint not null
  )`,
  'create index webhooks_revision on webhooks (revision)',
  'create index webhooks_of_tenant on webhooks (tenant_id, id) where deleted_at is null',
  `create table webhook_secrets (
    id uuid primary key,
    webhook_id uuid not null references webhooks,
    sealed bytea not null,
    hint text not null,
    created_at timestamptz not null default now()
  )`,
  'create index webhook_secrets_of_webhook on webhook_secrets (webhook_id, id)',
];

/**
 * What flows. `data` is bytea, for jsonb would change numbers. A delivery's row is born with its first outcome;
 * `attempts` counts requests made, `handovers` how often it was given to Kafka.
 */
const TRAFFIC = [
  `create table events (
    uid uuid primary key,
    tenant_id text not null,
    id text not null,
    type text not null,
    source text not null,
    subject text,
    time_text text not null,
    content_type text not null,
    extensions jsonb not null,
    data bytea not null,
    accepted_at timestamptz not null
  ) partition by range (uid)`,
  'create index events_of_tenant on events (tenant_id, uid)',
  `create table deliveries (
    id uuid primary key,
    tenant_id text not null,
    webhook_id uuid not null,
    event_uid uuid not null,
    event_type text not null,
    reason text not null,
    status text not null check (status in ('pending', 'queued', 'delivered', 'dead', 'cancelled')),
    attempts integer not null,
    handovers integer not null,
    next_attempt_at timestamptz,
    last_code text not null,
    last_status_code integer,
    accepted_at timestamptz not null,
    expires_at timestamptz not null,
    updated_at timestamptz not null
  ) partition by range (id)`,
  'create index deliveries_of_tenant on deliveries (tenant_id, id)',
  'create index deliveries_of_webhook on deliveries (webhook_id, id)',
  `create index deliveries_pending on deliveries (webhook_id, next_attempt_at) where status = 'pending'`,
  `create index deliveries_queued on deliveries (webhook_id, updated_at) where status = 'queued'`,
  `create index deliveries_expiring on deliveries (expires_at) where status = 'pending'`,
  `create table attempts (
    delivery_id uuid not null,
    attempt integer not null,
    outcome_offset bigint not null,
    result text not null,
    code text not null,
    status_code integer,
    started_at timestamptz not null,
    duration_ms integer not null,
    response_body text,
    error text,
    primary key (delivery_id, attempt, outcome_offset)
  ) partition by range (delivery_id)`,
  // A broken clock must not stop the recorder: what no day's partition takes goes here.
  'create table events_other partition of events default',
  'create table deliveries_other partition of deliveries default',
  'create table attempts_other partition of attempts default',
];

/** What the pipeline remembers for itself. */
const BOOKKEEPING = [
  `create table event_dedup (
    event_key uuid primary key,
    topic text not null,
    partition integer not null,
    record_offset bigint not null,
    seen_at timestamptz not null default now()
  )`,
  'create index event_dedup_seen on event_dedup using brin (seen_at)',
  `create table consumer_offsets (
    consumer text not null,
    topic text not null,
    partition integer not null,
    next_offset bigint not null,
    primary key (consumer, topic, partition)
  )`,
];
