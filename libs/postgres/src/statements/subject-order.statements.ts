import type { DataSource, EntityManager } from 'typeorm';

/** A subject's deliveries to a webhook that wants them in order. */
export interface OrderedSubject {
  readonly webhookId: string;
  readonly key: string;
}

/** The same of any delivery: without a key where nobody wants it in order. */
export interface MaybeOrdered {
  readonly webhookId: string;
  readonly key: string | null;
}

/** What somebody asked for by hand holds nobody up before its time: the subject has gone on without it. */
const IN_LINE = `status in ('pending', 'queued') and (asked_at is null or asked_at <= now())`;

/** Makes each subject's first delivery that is not final due, where it only waited for those before it. */
export async function releaseNextInOrder(manager: EntityManager, touched: readonly MaybeOrdered[]): Promise<void> {
  const subjects = touched.filter(({ key }) => key !== null);
  if (subjects.length === 0) return;
  await manager.query(
    `update deliveries d set next_attempt_at = now(), updated_at = now()
     from unnest($1::uuid[], $2::uuid[]) as s (webhook_id, order_key)
     cross join lateral (
       select w.id, w.status, w.last_code from deliveries w
       where w.webhook_id = s.webhook_id and w.order_key = s.order_key and ${IN_LINE}
       order by w.order_sequence limit 1
     ) next
     where d.id = next.id and next.status = 'pending' and next.last_code = 'order_wait'`,
    [subjects.map(({ webhookId }) => webhookId), subjects.map(({ key }) => key)],
  );
}

/** The subjects of a webhook with deliveries that are not final, each with the greatest sequence among them. */
export async function readHeldSubjects(database: DataSource, webhookId: string): Promise<Map<string, number>> {
  const rows = await database.query<{ order_key: string; last: string }[]>(
    `select order_key, max(order_sequence) as last from deliveries
     where webhook_id = $1 and order_key is not null and ${IN_LINE} group by order_key`,
    [webhookId],
  );
  return new Map(rows.map(({ order_key, last }) => [order_key, Number(last)]));
}
