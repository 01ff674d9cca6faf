import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliverySearch, type EntityManager, searchDeliveries } from '#postgres';
import { type ApiClient, apiClient, type Carehook, newTenant, startCarehook } from '../support/carehook.js';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import { fillDeliveries, type ManyDeliveries } from '../support/many-deliveries.js';

const DELIVERIES = FAULTS_ARE_LONG ? 1_000_000 : 20_000;
const MOST_PAGES = 40;
const MAX_PAGE_MS = 200;

let carehook: Carehook;
let admin: ApiClient;
let many: ManyDeliveries;

beforeAll(async () => {
  carehook = await startCarehook({ apps: ['subscription-api'] });
  const url = carehook.app('subscription-api').url;
  const tenant = await newTenant(url, apiClient(url, carehook.adminKey), 'Searches');
  admin = tenant.admin;
  const webhook = async () =>
    (await admin('POST', '/v1/webhooks', { url: 'https://receiver.example.org/', events: ['*'] })).body.id as string;
  const ids = { tenantId: tenant.id, busyWebhook: await webhook(), quietWebhook: await webhook() };
  many = await fillDeliveries(carehook.database, { count: DELIVERIES, ...ids });
}, 600_000);
afterAll(() => carehook?.stop());

const at = (share: number) => new Date(many.fromMs + (many.toMs - many.fromMs) * share).toISOString();

/** Searches by a name, and the SQL condition that says the same. */
const SEARCHES: readonly (readonly [string, () => Record<string, string>, () => string])[] = [
  ['all', () => ({}), () => 'true'],
  ['all, oldest', () => ({ to: at(0.02) }), () => `id < '${idAt(0.02)}'`],
  ['delivered', () => ({ status: 'delivered' }), () => `status = 'delivered'`],
  ['dead', () => ({ status: 'dead' }), () => `status = 'dead'`],
  ['pending', () => ({ status: 'pending' }), () => `status = 'pending'`],
  ['queued', () => ({ status: 'queued' }), () => `status = 'queued'`],
  ['cancelled', () => ({ status: 'cancelled' }), () => `status = 'cancelled'`],
  ['of the busy webhook', () => ({ webhookId: many.busyWebhook }), () => `webhook_id = '${many.busyWebhook}'`],
  ['of the quiet webhook', () => ({ webhookId: many.quietWebhook }), () => `webhook_id = '${many.quietWebhook}'`],
  [
    'dead, of the busy webhook',
    () => ({ webhookId: many.busyWebhook, status: 'dead' }),
    () => `webhook_id = '${many.busyWebhook}' and status = 'dead'`,
  ],
  [
    'pending, of the quiet webhook',
    () => ({ webhookId: many.quietWebhook, status: 'pending' }),
    () => `webhook_id = '${many.quietWebhook}' and status = 'pending'`,
  ],
  ['a type of most', () => ({ eventType: 'seen.*' }), () => `event_type = 'seen.often'`],
  ['a rare type, newest', () => ({ eventType: 'rare.last' }), () => `event_type = 'rare.last'`],
  ['a rare type, oldest', () => ({ eventType: 'rare.first' }), () => `event_type = 'rare.first'`],
  ['a rare prefix', () => ({ eventType: 'rare.*' }), () => `event_type like 'rare.%'`],
  [
    'a rare type, dead, of the busy webhook',
    () => ({ eventType: 'rare.*', status: 'dead', webhookId: many.busyWebhook }),
    () => `event_type like 'rare.%' and status = 'dead' and webhook_id = '${many.busyWebhook}'`,
  ],
  [
    'a rare type, delivered, in a span',
    () => ({ eventType: 'rare.first', status: 'delivered', from: at(0), to: at(0.1) }),
    () => `event_type = 'rare.first' and status = 'delivered' and id < '${idAt(0.1)}'`,
  ],
  [
    "an event's, by its producer's id",
    () => ({ eventId: `order-${DELIVERIES / 2}` }),
    () => `event_uid = (select uid from events where id = 'order-${DELIVERIES / 2}')`,
  ],
];

const idAt = (share: number) => {
  const hex = Date.parse(at(share)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

interface Walked {
  readonly ids: readonly string[];
  readonly pagesMs: readonly number[];
  readonly isWhole: boolean;
}

/** Follows the cursors from the newest on. */
async function walk(query: Record<string, string>): Promise<Walked> {
  const ids: string[] = [];
  const pagesMs: number[] = [];
  let cursor: string | null = null;
  do {
    const startedAt = performance.now();
    const { body, text } = await admin(
      'GET',
      `/v1/deliveries?${new URLSearchParams({ ...query, ...(cursor && { cursor }) }).toString()}`,
    );
    pagesMs.push(performance.now() - startedAt);
    if (!body.data) throw new RangeError(text);
    ids.push(...body.data.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
  } while (cursor && pagesMs.length < MOST_PAGES);
  return { ids, pagesMs, isWhole: !cursor };
}

it.each(SEARCHES)(
  `finds among ${DELIVERIES} deliveries, page by page: %s`,
  async (name, query, condition) => {
    await walk({ ...query(), limit: '1' });
    const { ids, pagesMs, isWhole } = await walk(query());
    const { rows } = await carehook.database.query<{ id: string }>(
      `select id from deliveries where tenant_id = $1 and ${condition()} order by id desc ${isWhole ? '' : `limit ${ids.length}`}`,
      [many.tenantId],
    );
    expect(ids).toEqual(rows.map(({ id }) => id));
    const slowest = Math.max(...pagesMs);
    console.log(
      `${name}: ${ids.length} on ${pagesMs.length} pages, the first in ${(pagesMs[0] ?? 0).toFixed(0)} ms, the slowest in ${slowest.toFixed(0)} ms`,
    );
    if (FAULTS_ARE_LONG) expect(slowest).toBeLessThan(MAX_PAGE_MS);
  },
  120_000,
);

describe('the statement of a search', () => {
  it.each([
    ['all', {}],
    ['by status', { status: 'dead' }],
    ['by another status', { status: 'cancelled' }],
    ['by webhook', {}],
    ['by webhook and status', { status: 'pending' }],
    ['by type', { eventType: 'rare.*' }],
  ] as const)('reads along an index where there are rows: %s', async (name, wanted) => {
    const webhookId = name.includes('webhook') ? many.quietWebhook : undefined;
    const plan = await planOf({ tenantId: many.tenantId, webhookId, ...wanted });
    const filled = await carehook.database.query<{ name: string }>(
      'select distinct tableoid::regclass::text as name from deliveries',
    );
    expect(filled.rows.length).toBeGreaterThan(0);
    for (const { name: partition } of filled.rows) {
      expect(plan).toMatch(new RegExp(`Index (Only )?Scan.* on ${partition} `));
      expect(plan).not.toContain(`Seq Scan on ${partition}`);
    }
  });
});

/** How PostgreSQL would do it. */
async function planOf(search: DeliverySearch): Promise<string> {
  let plan = '';
  const explain = async (statement: string, parameters: unknown[]) => {
    const { rows } = await carehook.database.query<{ 'QUERY PLAN': string }>(`explain ${statement}`, parameters);
    plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    return Array.from({ length: 51 }, () => ({ id: '' }));
  };
  await searchDeliveries({ query: explain } as unknown as EntityManager, search, 51);
  return plan;
}
