import type { DataSource, EntityManager } from 'typeorm';

/** Of a sealed secret, as `SecretSealer` writes it: the master key's id, 8 hexadecimal digits. */
const KEY_ID = `encode(substring(sealed from 2 for 4), 'hex')`;
const STILL_NEEDED = '(valid_until is null or valid_until > now())';
/** Everything that is sealed: secrets, the keys of webhooks' own certificates, and data keys. The ids are all different. */
const SEALED = `(
  select id, webhook_id as bound_to, sealed, valid_until from webhook_secrets
  union all
  select id, id, tls_sealed_client_key, null from webhooks where tls_sealed_client_key is not null
  union all
  select id, id, sealed, null from tenant_data_keys where sealed is not null
) as everything`;

/** What is sealed, and what it is bound to: a webhook's id, or a data key's own. */
export interface SealedRow {
  readonly id: string;
  readonly boundTo: string;
  readonly sealed: Buffer;
}

/** The ids of the master keys under which is sealed what is of use now or later. */
export async function readSealingKeyIds(database: DataSource): Promise<string[]> {
  const rows = await database.query<{ key_id: string }[]>(
    `select distinct ${KEY_ID} as key_id from ${SEALED} where ${STILL_NEEDED} order by 1`,
  );
  return rows.map(({ key_id }) => key_id);
}

/** What is not sealed under the key of this id, by its own ids, those after `afterId` only. */
export function readSealedUnderOthers(
  database: DataSource,
  keyId: string,
  afterId: string,
  limit: number,
): Promise<SealedRow[]> {
  return database.query<SealedRow[]>(
    `select id, bound_to as "boundTo", sealed from ${SEALED}
     where id > $2 and ${KEY_ID} <> $1 order by id limit $3`,
    [keyId, afterId, limit],
  );
}

/** Puts sealed texts in the place of others, where those still stand. Returns how many were replaced. */
export async function replaceSealed(
  database: DataSource,
  rows: readonly { readonly id: string; readonly before: Buffer; readonly after: Buffer }[],
): Promise<number> {
  const [counted] = await database.query<[{ replaced: number }]>(
    `with changed as (select * from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as r (id, before, after)),
     secrets as (
       update webhook_secrets s set sealed = c.after from changed c where s.id = c.id and s.sealed = c.before returning 1
     ),
     keys as (
       update webhooks w set tls_sealed_client_key = c.after from changed c
       where w.id = c.id and w.tls_sealed_client_key = c.before returning 1
     ),
     data_keys as (
       update tenant_data_keys k set sealed = c.after from changed c where k.id = c.id and k.sealed = c.before returning 1
     )
     select ((select count(*) from secrets) + (select count(*) from keys) + (select count(*) from data_keys))::int
       as replaced`,
    [rows.map(({ id }) => id), rows.map(({ before }) => before), rows.map(({ after }) => after)],
  );
  return counted.replaced;
}

/**
 * Makes room for a webhook's next secret: secrets that wait for their time are dropped, what signs no more is forgotten,
 * the newest that is left signs until `oldUntil`, and those before it not longer.
 */
export async function endSecrets(manager: EntityManager, webhookId: string, now: Date, oldUntil: Date): Promise<void> {
  await manager.query('delete from webhook_secrets where webhook_id = $1 and (valid_from > $2 or valid_until <= $2)', [
    webhookId,
    now,
  ]);
  await manager.query(
    `update webhook_secrets set valid_until = least($2::timestamptz,
       case when id = (select max(id::text)::uuid from webhook_secrets where webhook_id = $1) then null else valid_until end)
     where webhook_id = $1`,
    [webhookId, oldUntil],
  );
}
