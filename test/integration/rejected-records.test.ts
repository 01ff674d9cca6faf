import { CompressionTypes, type Message } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DAY_MS, uuidFloor } from '#domain';
import type { ApiClient } from '../support/carehook.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { cloudEventHeaders, makeForeignTopic, type Place, TopicsClient } from '../support/topics.js';

/** A topic of one tenant's own, made by its owner. */
const OWN_TOPIC = `hospital-${crypto.randomUUID()}.events`;
const PATH = '/v1/events/rejected';
/** Stands in the data of what is sent. */
const NAME = 'Rosalind';

interface Rejected {
  readonly id: string;
  readonly rejectedAt: string;
  readonly reason: string;
  readonly detail: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

let pipeline: Pipeline;
let topics: TopicsClient;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  await makeForeignTopic(inject('brokers'), OWN_TOPIC);
  pipeline = await startPipeline({ env: { EVENT_TOPICS: `${OWN_TOPIC}=rejected-owner`, RETENTION_DAYS: '9' } });
  topics = await TopicsClient.connect(pipeline.carehook);
  tenant = await pipeline.tenant('Rejected owner');
  expect(tenant.id).toBe('rejected-owner');
  other = await pipeline.tenant('Rejected bystander');
});
afterAll(async () => {
  await topics?.disconnect();
  await pipeline?.stop();
});

const headers = (more: Record<string, string> = {}) =>
  cloudEventHeaders(tenant.id, 'e-1', 'patient.created', { ce_subject: NAME, ...more });
const structured = (event: object): Message => ({
  headers: { 'content-type': 'application/cloudevents+json' },
  value: JSON.stringify({ specversion: '1.0', id: 'e-2', source: '/lab', tenant: tenant.id, ...event }),
});

const listOf = async (caller: ApiClient, query = '') => (await caller('GET', `${PATH}?limit=200${query}`)).body.data;

/** The one row that a caller sees of a place, when it is there. */
async function rowOf(place: Place, caller: ApiClient = tenant.admin, query = ''): Promise<Rejected> {
  const isHere = (row: Rejected) =>
    row.topic === place.topic && row.partition === place.partition && row.offset === place.offset;
  const rows: Rejected[] = await eventually(
    async () => (await listOf(caller, query)).filter(isHere),
    (found) => found.length > 0,
  );
  expect(rows).toHaveLength(1);
  return rows[0] as Rejected;
}

describe('a record that cannot become an event', () => {
  it.each<[string, () => Message, object]>([
    [
      'of broken JSON',
      () => ({ value: `{"name":"${NAME}"`, headers: headers() }),
      { reason: 'invalid_json', eventId: 'e-1', eventType: 'patient.created', sizeBytes: 18 },
    ],
    [
      'of a type that is none',
      () => ({ value: '{}', headers: headers({ ce_type: `${NAME} !` }) }),
      { reason: 'invalid_attribute', detail: expect.stringMatching(/^type: /), eventId: 'e-1', eventType: null },
    ],
    [
      'without a value',
      () => ({ value: null, headers: headers({ ce_id: `${NAME}\n` }) }),
      { reason: 'null_value', eventId: null, eventType: 'patient.created', sizeBytes: 0 },
    ],
    [
      'in structured mode',
      () => structured({ type: 'patient.created', subject: NAME, data: { name: NAME }, time: NAME }),
      { reason: 'invalid_attribute', detail: expect.stringMatching(/^time: /), eventId: 'e-2' },
    ],
  ])('%s is shown to the tenant that it names, with the reason and nothing of its data', async (_, make, expected) => {
    const place = await topics.publish([make()]);
    const row = await rowOf(place);
    expect(row).toMatchObject(expected);
    expect(Math.abs(Date.parse(row.rejectedAt) - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify(row)).not.toContain(NAME);
    expect(await listOf(other.admin)).toEqual([]);
  });

  it('is shown as refused where its data does not fit the schema that the tenant insists on', async () => {
    const schema = { type: 'object', properties: { ward: { const: 7 } } };
    await tenant.admin('POST', '/v1/event-types', { type: 'bed.assigned', schema });
    await tenant.admin('PATCH', `/v1/tenants/${tenant.id}`, { eventValidation: 'reject' });
    const place = await topics.publish([structured({ type: 'bed.assigned', data: { ward: NAME } })]);
    const row = await rowOf(place);
    expect(row).toMatchObject({ reason: 'schema_mismatch', detail: expect.stringMatching(/^data\.ward: /) });
    expect(JSON.stringify(row)).not.toContain(NAME);
  });

  it("in a topic of a tenant's own is that tenant's, whomever it names and however large it is", async () => {
    const value = Buffer.alloc(14 * 1024 * 1024, '1');
    const large = { key: 'k', value, headers: headers({ ce_tenant: other.id }) };
    const place = await topics.publish([large], { topic: OWN_TOPIC, compression: CompressionTypes.GZIP });
    const row = await rowOf(place);
    expect(row).toMatchObject({ reason: 'too_large', eventId: 'e-1', sizeBytes: expect.any(Number) });
    expect(row).toHaveProperty(
      'sizeBytes',
      expect.toSatisfy((bytes: number) => bytes > value.length),
    );
    expect(await listOf(other.admin)).toEqual([]);
  });

  it.each<[string, () => Message, string]>([
    ['that names no tenant', () => ({ value: NAME }), 'not_an_event'],
    [
      'of a tenant that there is not',
      () => ({ value: '1', headers: headers({ ce_tenant: 'nobody' }) }),
      'unknown_tenant',
    ],
  ])('%s is shown to operators who ask for it, and to nobody else', async (_, make, reason) => {
    const place = await topics.publish([make()]);
    expect(await rowOf(place, pipeline.operator, '&ofNoTenant=true')).toMatchObject({
      ...{ reason, eventId: null, eventType: null },
    });
    expect(await tenant.admin('GET', `${PATH}?ofNoTenant=true`)).toMatchObject({
      status: 403,
      body: { error: { code: 'FORBIDDEN' } },
    });
    for (const caller of [tenant.admin, other.admin, pipeline.operator]) {
      const offsets = (await listOf(caller)).filter((row: Rejected) => row.partition === place.partition);
      expect(offsets.map((row: Rejected) => row.offset)).not.toContain(place.offset);
    }
  });
});

describe('the list', () => {
  it('is found by reason and time, page by page, newest first', async () => {
    await rowOf(await topics.publish([{ value: '1', headers: headers({ ce_type: 'a b' }) }]));
    const all: Rejected[] = await listOf(tenant.admin);
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const bad = await listOf(tenant.admin, '&reason=invalid_attribute');
    expect(bad).toEqual(all.filter(({ reason }) => reason === 'invalid_attribute'));
    expect(bad.length).toBeGreaterThan(1);

    const [newest, second] = all;
    const { rejectedAt } = newest as Rejected;
    const isOlder = ({ rejectedAt: at }: Rejected) => at < rejectedAt;
    expect(await listOf(tenant.admin, `&to=${rejectedAt}`)).toEqual(all.filter(isOlder));
    expect(await listOf(tenant.admin, `&from=${rejectedAt}`)).toEqual(all.filter((row) => !isOlder(row)));
    const { body: first } = await tenant.admin('GET', `${PATH}?limit=1`);
    const { body: next } = await tenant.admin('GET', `${PATH}?limit=1&cursor=${first.nextCursor}`);
    expect([...first.data, ...next.data]).toEqual([newest, second]);
  });

  it.each(['reason=rubbish', 'from=yesterday', 'cursor=x', 'colour=red'])('refuses %s', async (query) => {
    expect(await tenant.admin('GET', `${PATH}?${query}`)).toMatchObject({
      status: 400,
      body: { error: { details: [{ field: query.split('=')[0] }] } },
    });
  });

  it('repeats none and misses none after the worker was killed', async () => {
    const before: Rejected[] = await listOf(tenant.admin);
    const worker = pipeline.carehook.app('delivery-worker').process;
    const rubbish = { key: 'k', value: '{"a":', headers: headers() };
    const places = [await topics.publish([rubbish])];
    await worker.kill9();
    places.push(await topics.publish([rubbish]));
    await worker.up();
    places.push(await topics.publish([rubbish]));
    for (const place of places) await rowOf(place);
    const after: Rejected[] = await listOf(tenant.admin);
    expect(after.slice(places.length)).toEqual(before);
    const { rows } = await pipeline.carehook.database.query<{ recorded: string; written: string }>(
      `select (select count(*) from rejected_records) as written,
         (select sum(next_offset) from consumer_offsets where consumer = 'rejected') as recorded`,
    );
    expect(rows[0]?.written).toBe(rows[0]?.recorded);
  });

  it('keeps the newest 100,000 of a tenant, and none for longer than its events', async () => {
    const { database } = pipeline.carehook;
    const insert = (count: number, fromMs: number) =>
      database.query(
        `insert into rejected_records (id, tenant_id, rejected_at, topic, partition, record_offset, reason, detail, size_bytes)
         select ($1::text || lpad(to_hex(n), 12, '0'))::uuid, $2, now(), $1, 0, n, 'not_an_event', '', 1
         from generate_series(1, $3::int) n`,
        [uuidFloor(fromMs).slice(0, 24), other.id, count],
      );
    await insert(5, Date.now() - 10 * DAY_MS);
    await insert(2, Date.now() - 8 * DAY_MS);
    const topicsLeft = async () =>
      (
        await database.query<{ topic: string; count: number }>(
          'select topic, count(*)::int as count from rejected_records where tenant_id = $1 group by topic order by topic',
          [other.id],
        )
      ).rows.map(({ count }) => count);
    await eventually(topicsLeft, (counts) => counts.join() === '2', 30_000);
    await insert(100_003, Date.now());
    await eventually(topicsLeft, (counts) => counts.join() === '100000', 30_000);
    expect(await listOf(tenant.admin)).not.toEqual([]);
  });
});
