import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who did and read what. Each tenant's rows are a chain of hashes; `audit_heads` holds its end, and where it begins since
 * retention dropped what came before.
 */
export class AuditLog1764900000000 implements MigrationInterface {
  readonly name = 'AuditLog1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, APPEND, PRUNE, ...PROTECTION]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_log, audit_heads');
    await runner.query('drop function append_audit, prune_audit, refuse_audit_change');
  }
}

/** `json` keeps the text as it is, which is what was hashed; what is searched for is derived from it, so it cannot differ. */
const TABLES = [
  `create table audit_heads (
    tenant_id text primary key references tenants,
    sequence bigint not null,
    hash bytea not null,
    pruned_sequence bigint not null,
    pruned_hash bytea not null
  )`,
  `create table audit_log (
    tenant_id text not null references tenants,
    sequence bigint not null,
    entry json not null,
    hash bytea not null,
    at text collate "C" not null generated always as (entry->>'at') stored,
    action text collate "C" not null generated always as (entry->>'action') stored,
    actor_key_id text generated always as (entry->'actor'->>'keyId') stored,
    object_id text generated always as (entry->'object'->>'id') stored,
    primary key (tenant_id, sequence)
  )`,
  'create index audit_log_at on audit_log (tenant_id, at)',
  'create index audit_log_action on audit_log (tenant_id, action, sequence)',
  'create index audit_log_object on audit_log (tenant_id, object_id, sequence)',
];

/** One round trip: a tenant's head is locked from here to the end of the transaction, so call it last. */
const APPEND = `
  create function append_audit(tenants text[], entries text[]) returns void language plpgsql as $$
  declare
    whose text;
    what text;
    head audit_heads;
    zero constant bytea := decode(repeat('00', 32), 'hex');
  begin
    for whose in select distinct t from unnest(tenants) as given(t) order by t loop
      insert into audit_heads values (whose, 0, zero, 0, zero) on conflict do nothing;
      select * into strict head from audit_heads where tenant_id = whose for update;
      for what in
        select e from unnest(tenants, entries) with ordinality as given(t, e, place) where t = whose order by place
      loop
        head.sequence := head.sequence + 1;
        head.hash := sha256(head.hash || convert_to(whose || E'\\n' || head.sequence || E'\\n' || what, 'UTF8'));
        insert into audit_log (tenant_id, sequence, entry, hash) values (whose, head.sequence, what::json, head.hash);
      end loop;
      update audit_heads set sequence = head.sequence, hash = head.hash where tenant_id = whose;
    end loop;
  end $$`;

/** Drops what each tenant did before a moment, at most so many rows, from the beginning of its chain. Returns how many. */
const PRUNE = `
  create function prune_audit(until_at text, most integer) returns bigint language plpgsql as $$
  declare
    whose text;
    last_row record;
    dropped bigint := 0;
    in_this_one bigint;
  begin
    perform set_config('carehook.audit_retention', 'on', true);
    for whose in select tenant_id from audit_heads order by tenant_id loop
      perform from audit_heads where tenant_id = whose for update;
      select l.sequence, l.hash into last_row from audit_log l join audit_heads h on h.tenant_id = l.tenant_id
        where l.tenant_id = whose and l.at < until_at and l.sequence <= h.pruned_sequence + most
        order by l.sequence desc limit 1;
      continue when not found;
      delete from audit_log where tenant_id = whose and sequence <= last_row.sequence;
      get diagnostics in_this_one = row_count;
      dropped := dropped + in_this_one;
      update audit_heads set pruned_sequence = last_row.sequence, pruned_hash = last_row.hash where tenant_id = whose;
    end loop;
    perform set_config('carehook.audit_retention', 'off', true);
    return dropped;
  end $$`;

const PROTECTION = [
  `create function refuse_audit_change() returns trigger language plpgsql as $$
  begin
    if tg_table_name = 'audit_log' and tg_op = 'DELETE'
      and current_setting('carehook.audit_retention', true) = 'on' then
      return null;
    end if;
    raise exception 'the audit log is only ever appended to' using errcode = 'insufficient_privilege';
  end $$`,
  `create trigger audit_log_is_append_only before update or delete or truncate on audit_log
    for each statement execute function refuse_audit_change()`,
  `create trigger audit_heads_stay before delete or truncate on audit_heads
    for each statement execute function refuse_audit_change()`,
];
