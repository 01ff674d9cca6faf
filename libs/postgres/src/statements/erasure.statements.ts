import type { DataSource, EntityManager } from 'typeorm';
import { HOUR_MS, uuidFloor } from '#domain';
import { readDeliveriesOf } from './deliveries-of-events.statement.js';
import { type MaybeOrdered, releaseNextInOrder } from './subject-order.statements.js';

/** An erasure that is under way. */
interface Erasure {
  readonly id: string;
  readonly tenantId: string;
  readonly subject: string;
  readonly requestedAt: Date;
  readonly walk: number;
  readonly afterUid: string;
}

/** How long an erasure waits for the recorder before it looks again. */
const PATIENCE_SECONDS = 10;

/** An erasure that has just come to its end. */
export interface FinishedErasure {
  readonly id: string;
  readonly tenantId: string;
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
}

export interface ErasureRules {
  /** Events that one piece looks at. */
  readonly limit: number;
  /** What was under way when the first walk began is recorded after so long. */
  readonly settleSeconds: number;
  /** What was accepted longer ago cannot have been under way. */
  readonly kafkaRetentionHours: number;
  /** Whether every event that was accepted before a moment is recorded: before that the second walk does not begin. */
  readonly isRecorded: (until: Date) => Promise<boolean>;
  /** Called in the transaction that ends an erasure, last. */
  readonly onFinished: (manager: EntityManager, erasure: FinishedErasure) => Promise<void>;
}

/**
 * Does the next piece of an erasure that is due, in one transaction with how far it is, so that any process may go on. Events
 * accepted before it was asked for are walked through twice: the second time, after a while, only the later ones, for what was
 * in Kafka at the first. Returns whether there was something to do.
 */
export function eraseNext(database: DataSource, rules: ErasureRules): Promise<boolean> {
  return database.transaction(async (manager) => {
    const [erasure] = await manager.query<Erasure[]>(
      `select id, tenant_id as "tenantId", subject, requested_at as "requestedAt", walk, after_uid as "afterUid"
       from erasures where finished_at is null and next_at <= now() order by next_at limit 1 for update skip locked`,
    );
    if (!erasure) return false;
    if (erasure.walk === 2 && !(await rules.isRecorded(erasure.requestedAt))) {
      await putOff(manager, erasure, PATIENCE_SECONDS);
      return true;
    }
    const { uids, last } = await nextEvents(manager, erasure, rules.limit);
    const erased = await eraseEvents(manager, erasure, uids);
    await manager.query(
      `update erasures set after_uid = $2, events = events + $3, deliveries = deliveries + $4, attempts = attempts + $5
       where id = $1`,
      [erasure.id, last ?? erasure.afterUid, erased.events, erased.deliveries, erased.attempts],
    );
    if (last === null) await endWalk(manager, erasure, rules);
    return true;
  });
}

/** Of the next events those that are the subject's, or were when an earlier erasure of the same subject met them. */
async function nextEvents(
  manager: EntityManager,
  { tenantId, subject, afterUid, requestedAt }: Erasure,
  limit: number,
): Promise<{ uids: string[]; last: string | null }> {
  const [page] = await manager.query<[{ uids: string[]; last: string | null }]>(
    `with page as materialized (
       select uid, subject, erasure_id from events where tenant_id = $1 and uid > $2 and uid < $3 order by uid limit $4
     ), same as (
       select id from erasures where tenant_id = $1 and subject_hash = sha256(subject_salt || convert_to($5, 'UTF8'))
     )
     select array(select uid from page where subject = $5 or erasure_id in (select id from same)) as uids,
       (select uid from page order by uid desc limit 1) as last`,
    [tenantId, afterUid, uuidFloor(requestedAt.getTime()), limit, subject],
  );
  return page;
}

/** Type, source, ids and times stay: they say that something was, and not of whom. */
async function eraseEvents(manager: EntityManager, { id, tenantId }: Erasure, uids: readonly string[]) {
  if (uids.length === 0) return { events: 0, deliveries: 0, attempts: 0 };
  const [, events] = await manager.query<[unknown, number]>(
    `update events set data = ''::bytea, data_key_id = null, subject = null, extensions = '{}', schema_problems = null,
       erasure_id = $2
     where uid = any($1::uuid[]) and erasure_id is null`,
    [uids, id],
  );
  const found = await readDeliveriesOf(manager, tenantId, uids);
  const ids = found.map((delivery) => delivery.id).sort();
  const deliveries = await cancelErased(manager, ids);
  const [, attempts] = await manager.query<[unknown, number]>(
    'update attempts set response_body = null where delivery_id = any($1::uuid[]) and response_body is not null',
    [ids],
  );
  return { events, deliveries, attempts };
}

/** What waits ends, later events of the subject wait for it no more, and the key that stood for the subject goes. */
async function cancelErased(manager: EntityManager, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const [cancelled] = await manager.query<[MaybeOrdered[], number]>(
    `update deliveries set status = 'cancelled', last_code = 'erased', next_attempt_at = null, updated_at = now()
     where id = any($1::uuid[]) and status in ('pending', 'queued')
     returning webhook_id as "webhookId", order_key as key`,
    [ids],
  );
  await manager.query(
    'update deliveries set order_key = null, order_sequence = null where id = any($1::uuid[]) and order_key is not null',
    [ids],
  );
  await releaseNextInOrder(manager, cancelled);
  return cancelled.length;
}

async function putOff(manager: EntityManager, { id }: Erasure, seconds: number): Promise<void> {
  await manager.query('update erasures set next_at = now() + make_interval(secs => $2) where id = $1', [id, seconds]);
}

async function endWalk(manager: EntityManager, erasure: Erasure, rules: ErasureRules): Promise<void> {
  const { id, walk, requestedAt } = erasure;
  if (walk === 1) {
    const from = uuidFloor(requestedAt.getTime() - rules.kafkaRetentionHours * HOUR_MS);
    await manager.query('update erasures set walk = 2, after_uid = $2 where id = $1', [id, from]);
    await putOff(manager, erasure, rules.settleSeconds);
    return;
  }
  const [[finished]] = await manager.query<[FinishedErasure[], number]>(
    `update erasures set subject = null, finished_at = now() where id = $1
     returning id, tenant_id as "tenantId", events, deliveries, attempts`,
    [id],
  );
  if (finished) await rules.onFinished(manager, finished);
}
