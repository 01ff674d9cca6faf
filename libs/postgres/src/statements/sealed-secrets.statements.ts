import type { DataSource, EntityManager } from 'typeorm';

/** Of a sealed secret, as `SecretSealer` writes it: the master key's id, 8 hexadecimal digits. */
const KEY_ID = `encode(substring(sealed from 2 for 4), 'hex')`;
const STILL_NEEDED = '(valid_until is null or valid_until > now())';

/** A sealed secret and the webhook that it is bound to. */
export interface SealedRow {
  readonly id: string;
  readonly webhookId: string;
  readonly sealed: Buffer;
}

/** The ids of the master keys under which secrets are sealed that sign or will sign. */
export async function readSealingKeyIds(database: DataSource): Promise<string[]> {
  const rows = await database.query<{ key_id: string }[]>(
    `select distinct ${KEY_ID} as key_id from webhook_secrets where ${STILL_NEEDED} order by 1`,
  );
  return rows.map(({ key_id }) => key_id);
}

/** Secrets that are not sealed under the key of this id, by their own ids, those after `afterId` only. */
export function readSealedUnderOthers(
  database: DataSource,
  keyId: string,
  afterId: string,
  limit: number,
): Promise<SealedRow[]> {
  return database.query<SealedRow[]>(
    `select id, webhook_id as "webhookId", sealed from webhook_secrets
     where id > $2 and ${KEY_ID} <> $1 order by id limit $3`,
    [keyId, afterId, limit],
  );
}

/** Puts sealed texts in the place of others, where those still stand. Returns how many were replaced. */
export async function replaceSealed(
  database: DataSource,
  rows: readonly { readonly id: string; readonly before: Buffer; readonly after: Buffer }[],
): Promise<number> {
  const [, replaced] = await database.query<[unknown, number]>(
    `update webhook_secrets s set sealed = r.after
     from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as r (id, before, after)
     where s.id = r.id and s.sealed = r.before`,
    [rows.map(({ id }) => id), rows.map(({ before }) => before), rows.map(({ after }) => after)],
  );
  return replaced;
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
