import type { DataSource, EntityManager } from 'typeorm';
import { type AlertClearing, type AlertFacts, type AlertKind, newId } from '#domain';
import { type AlertFinding, readAlertFindings } from './alert.findings.reader.js';

/** An arbitrary number that all of Carehook's processes agree on. */
const EVALUATION_LOCK = 4_217_064_002;

/**
 * Opens alerts of what is wrong with webhooks, brings those that are open up to date, and clears those of what is over. One
 * process at a time: another one leaves it at that.
 */
export async function evaluateAlerts(database: DataSource): Promise<void> {
  await database.transaction(async (manager) => {
    const [lock] = await manager.query<[{ mine: boolean }]>('select pg_try_advisory_xact_lock($1) as mine', [
      EVALUATION_LOCK,
    ]);
    if (!lock.mine) return;
    const findings = await readAlertFindings(manager);
    await openAlerts(
      manager,
      findings.filter(({ opens }) => opens),
    );
    await refreshFacts(manager, findings);
    await clearOvercome(manager, findings);
  });
}

/**
 * Opens an alert for each finding that has none yet. `findings` in order of webhook and kind, so that two transactions cannot
 * wait for each other's rows.
 */
async function openAlerts(manager: EntityManager, findings: readonly AlertFinding[]): Promise<void> {
  if (findings.length === 0) return;
  const nowMs = Date.now();
  await manager.query(
    `insert into alerts (id, tenant_id, webhook_id, kind, facts)
     select f.id, f.tenant_id, f.webhook_id, f.kind, f.facts::jsonb
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[]) as f (id, tenant_id, webhook_id, kind, facts)
     on conflict (webhook_id, kind) where cleared_at is null do nothing`,
    [
      findings.map(() => newId(nowMs)),
      findings.map(({ tenantId }) => tenantId),
      findings.map(({ webhookId }) => webhookId),
      findings.map(({ kind }) => kind),
      findings.map(({ facts }) => JSON.stringify(facts)),
    ],
  );
}

export interface DisabledWebhook {
  readonly id: string;
  readonly tenantId: string;
}

/** Part of the transaction that disabled the webhooks. */
export function openDisabledAlerts(
  manager: EntityManager,
  webhooks: readonly DisabledWebhook[],
  facts: AlertFacts['webhook_disabled'],
): Promise<void> {
  const sorted = [...webhooks].sort((a, b) => (a.id < b.id ? -1 : 1));
  return openAlerts(
    manager,
    sorted.map(({ id, tenantId }) => ({ webhookId: id, tenantId, kind: 'webhook_disabled', facts })),
  );
}

async function refreshFacts(manager: EntityManager, findings: readonly AlertFinding[]): Promise<void> {
  if (findings.length === 0) return;
  await manager.query(
    `update alerts a set facts = f.facts::jsonb
     from unnest($1::uuid[], $2::text[], $3::text[]) as f (webhook_id, kind, facts)
     where a.webhook_id = f.webhook_id and a.kind = f.kind and a.cleared_at is null and a.facts <> f.facts::jsonb`,
    [
      findings.map(({ webhookId }) => webhookId),
      findings.map(({ kind }) => kind),
      findings.map(({ facts }) => JSON.stringify(facts)),
    ],
  );
}

/** That a webhook was disabled is over when it is enabled, which clears it at once; here too, should that have been missed. */
async function clearOvercome(manager: EntityManager, findings: readonly AlertFinding[]): Promise<void> {
  await manager.query(
    `update alerts a set cleared_at = now(), cleared_reason = case
       when w.deleted_at is not null then 'deleted'
       when a.kind = 'webhook_disabled' then 'enabled'
       when not w.active then 'disabled'
       else 'recovered' end
     from webhooks w
     where w.id = a.webhook_id and a.cleared_at is null and case
       when w.deleted_at is not null then true
       when a.kind = 'webhook_disabled' then w.active
       else not exists (select from unnest($1::uuid[], $2::text[]) as f (webhook_id, kind)
         where f.webhook_id = a.webhook_id and f.kind = a.kind) end`,
    [findings.map(({ webhookId }) => webhookId), findings.map(({ kind }) => kind)],
  );
}

/** Clears a webhook's open alerts, or those of one kind, because of what somebody did with it. */
export async function clearAlerts(
  manager: EntityManager,
  webhookId: string,
  reason: AlertClearing,
  kind?: AlertKind,
): Promise<void> {
  await manager.query(
    `update alerts set cleared_at = now(), cleared_reason = $2
     where webhook_id = $1 and cleared_at is null and ($3::text is null or kind = $3)`,
    [webhookId, reason, kind ?? null],
  );
}

/** How many alerts are open, acknowledged ones included, over all tenants. A kind without any is left out. */
export async function countOpenAlerts(database: DataSource): Promise<Map<AlertKind, number>> {
  const rows = await database.query<{ kind: AlertKind; count: number }[]>(
    'select kind, count(*)::int as count from alerts where cleared_at is null group by kind',
  );
  return new Map(rows.map(({ kind, count }) => [kind, count]));
}

/** Drops alerts that were cleared, and announced, so long ago. */
export async function forgetClearedAlerts(database: DataSource, days: number, limit: number): Promise<void> {
  await database.query(
    `delete from alerts where id = any(array(
       select id from alerts where cleared_at < now() - make_interval(days => $1)
         and announced_at is not null and clearing_announced_at is not null limit $2 for update skip locked))`,
    [days, limit],
  );
}
