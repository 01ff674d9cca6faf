import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type Outcome } from '#domain';
import {
  claimEventKeys,
  type DataSource,
  type EntityManager,
  insertAttempts,
  insertEvents,
  openDatabase,
  type RecordedEvent,
  upsertDeliveries,
} from '#postgres';
import { createLogger } from '#telemetry';
import { createDatabase } from '../support/carehook.js';

const TENANT = 'recorded-rows';

/** Without any app that would write to it, too. */
let database: DataSource;

beforeAll(async () => {
  const url = await createDatabase(`carehook_rows_${randomUUID().replaceAll('-', '')}`);
  const settings = { DATABASE_URL: url, DATABASE_POOL_SIZE: 4 };
  database = await openDatabase('test', settings, createLogger('test', 'silent'));
  const tenant = `insert into tenants (id, name, default_dialect, revision) values ($1, $1, 'standard', 1)`;
  await database.query(tenant, [TENANT]);
});
afterAll(() => database?.destroy());

/** Values that PostgreSQL must give back as they were. */
const TEXTS = ['plain', '', 'quotes " \\ {},', 'Ünïcödé 🩺', '\\x00 NULL', 'line\nbreak', 'x'.repeat(3_000)];

function eventOf(text: string, changes: Partial<RecordedEvent['event']> = {}): RecordedEvent {
  const nowMs = Date.now();
  const event = {
    ...{ uid: newId(nowMs), acceptedAtMs: nowMs, tenantId: TENANT, id: `id ${text}`, type: text, source: text },
    ...{ subject: text, time: '2026-01-01T00:00:00.123456789Z', contentType: text, extensions: { ward: text } },
  };
  return {
    event: { ...event, ...changes },
    data: Buffer.from([0, 1, 255, ...Buffer.from(text)]),
    schemaProblems: text === '' ? undefined : [text, 'another'],
    sealedUnder: text === 'plain' ? newId(nowMs) : undefined,
  };
}

function outcomeOf(text: string, changes: Partial<Outcome> = {}): Outcome {
  const nowMs = Date.now();
  return {
    ...{ deliveryId: newId(nowMs), webhookId: newId(nowMs), tenantId: TENANT, eventUid: newId(nowMs), eventType: text },
    ...{ reason: 'first', attempt: 1, handover: 1, result: 'failed', code: 'http_status', statusCode: 503 },
    ...{ next: { status: 'pending', atMs: nowMs + 60_001 }, order: { key: newId(nowMs), sequence: 2 ** 40 } },
    ...{ acceptedAtMs: nowMs, expiresAtMs: nowMs + 2 ** 33, startedAtMs: nowMs, durationMs: 17.4 },
    ...{ responseBody: text, error: text },
    ...changes,
  };
}

/** In the order of their keys, without the time of writing. */
const rowsOf = async (table: string, key: string, ids: readonly string[]) => {
  const rows = await database.query<Record<string, unknown>[]>(
    `select * from ${table} where ${key} = any($1::uuid[])`,
    [ids],
  );
  const plain = rows.map(({ updated_at: _, data, ...row }) => ({ ...row, data: (data as Buffer)?.toString('hex') }));
  return plain.sort((a, b) => (String(a[key as 'data']) < String(b[key as 'data']) ? -1 : 1));
};
const inTransaction = <T>(work: (manager: EntityManager) => Promise<T>) => database.transaction(work);

describe('what is recorded', () => {
  it('is the same whether it was copied, or inserted beside rows that were there', async () => {
    const events = TEXTS.map((text) => eventOf(text));
    const uids = events.map(({ event }) => event.uid);
    await inTransaction((manager) => insertEvents(manager, events));
    const copied = await rowsOf('events', 'uid', uids);
    expect(copied).toHaveLength(TEXTS.length);
    const byUid = events.toSorted((a, b) => (a.event.uid < b.event.uid ? -1 : 1));
    expect(copied).toMatchObject(
      byUid.map(({ event, data, sealedUnder, schemaProblems }) => ({
        ...{ uid: event.uid, tenant_id: TENANT, id: event.id, type: event.type, subject: event.subject },
        ...{ data: data.toString('hex'), schema_problems: schemaProblems ?? null },
        ...{ extensions: event.extensions, time_text: event.time, accepted_at: new Date(event.acceptedAtMs) },
        data_key_id: sealedUnder ?? null,
      })),
    );
    await database.query('delete from events where uid <> $1', [uids[0]]);
    await inTransaction((manager) => insertEvents(manager, events));
    expect(await rowsOf('events', 'uid', uids)).toEqual(copied);
  });

  it('leaves out events of tenants that nobody knows', async () => {
    const stranger = eventOf('stranger', { tenantId: 'nobody' });
    await inTransaction((manager) => insertEvents(manager, [stranger, eventOf('known')]));
    expect(await rowsOf('events', 'uid', [stranger.event.uid])).toEqual([]);
    await inTransaction((manager) => insertEvents(manager, [stranger]));
    expect(await rowsOf('events', 'uid', [stranger.event.uid])).toEqual([]);
  });

  it('goes for deliveries and attempts, too', async () => {
    const outcomes = [
      ...TEXTS.map((text) => outcomeOf(text)),
      outcomeOf('delivered', { result: 'succeeded', code: 'ok', next: { status: 'delivered' } }),
      outcomeOf('without', {
        order: undefined,
        statusCode: undefined,
        responseBody: undefined,
        error: undefined,
      }),
    ];
    const ids = outcomes.map(({ deliveryId }) => deliveryId);
    const made = outcomes.map((outcome, index) => ({ outcome, offset: 2 ** 33 + index }));
    const write = () =>
      inTransaction(async (manager) => {
        await insertAttempts(manager, made);
        return upsertDeliveries(manager, outcomes);
      });
    expect(await write()).toEqual(new Set(outcomes));
    const deliveries = await rowsOf('deliveries', 'id', ids);
    const attempts = await rowsOf('attempts', 'delivery_id', ids);
    expect([deliveries.length, attempts.length]).toEqual([ids.length, ids.length]);
    await database.query('delete from deliveries where id <> $1', [ids[0]]);
    await database.query('delete from attempts where delivery_id <> $1', [ids[0]]);
    await write();
    expect(await rowsOf('deliveries', 'id', ids)).toEqual(deliveries);
    expect(await rowsOf('attempts', 'delivery_id', ids)).toEqual(attempts);
  });

  it('tells what changed a delivery from what only repeats how it ended', async () => {
    const ended = outcomeOf('ended', { result: 'succeeded', code: 'ok', next: { status: 'delivered' } });
    const put = (outcomes: readonly Outcome[]) => inTransaction((manager) => upsertDeliveries(manager, outcomes));
    expect(await put([ended])).toEqual(new Set([ended]));
    const [repeated, born] = [{ ...ended }, outcomeOf('born')];
    expect(await put([repeated, born])).toEqual(new Set([born]));
    const retried = { ...born, handover: 2, attempt: 2, next: { status: 'dead' } } as const;
    const another = outcomeOf('another');
    expect(await put([retried, another])).toEqual(new Set([another, retried]));
    expect(await rowsOf('deliveries', 'id', [born.deliveryId])).toMatchObject([{ status: 'dead', attempts: 2 }]);
  });

  it('is nothing where a part of it is refused', async () => {
    const [good, bad] = [eventOf('good'), eventOf('bad', { subject: 'a\u0000b' })];
    const writing = inTransaction((manager) => insertEvents(manager, [good, bad]));
    await expect(writing).rejects.toThrow('invalid byte sequence');
    expect(await rowsOf('events', 'uid', [good.event.uid])).toEqual([]);
  });
});

describe("producers' ids", () => {
  const claimOf = (offset: number, eventKey = randomUUID()) => ({ eventKey, topic: 't', partition: 3, offset });

  it.each([false, true])('are duplicates where another record has them (expected: %s)', async (expected) => {
    const first = [claimOf(1), claimOf(2), claimOf(3)] as const;
    expect(await claimEventKeys(database, first, expected)).toEqual(new Set());
    expect(await claimEventKeys(database, first, expected)).toEqual(new Set());
    const again = [claimOf(4), claimOf(5, first[0].eventKey), first[1], claimOf(6, first[2].eventKey)];
    expect(await claimEventKeys(database, again, expected)).toEqual(new Set([1, 3]));
    expect(await claimEventKeys(database, again.slice(0, 1), expected)).toEqual(new Set());
  });

  it('are duplicates within one call', async () => {
    const claim = claimOf(1);
    expect(await claimEventKeys(database, [claim, claimOf(2, claim.eventKey)], false)).toEqual(new Set([1]));
  });

  it('are claimed once by two that ask at once, in whatever order they name them', async () => {
    const keys = Array.from({ length: 300 }, () => randomUUID());
    const claims = (partition: number) => keys.map((eventKey, offset) => ({ eventKey, topic: 't', partition, offset }));
    const [one, other] = await Promise.all([
      claimEventKeys(database, claims(1), false),
      claimEventKeys(database, claims(2).reverse(), false),
    ]);
    expect(one.size + other.size).toBe(keys.length);
  });
});
