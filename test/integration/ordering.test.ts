import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { type Behaviour, type ReceivedRequest, slow } from '../support/receiver.js';

const RETRY = { maxRetries: 3, retryDelay: 1_500, backoffStrategy: 'fixed' };

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Ordering', 'zarish-sphere');
});
afterAll(() => pipeline?.stop());

interface Note {
  readonly subject: string;
  readonly n: number;
}
const noteIn = (body: Buffer): Note => (JSON.parse(body.toString()) as { data: Note }).data;
const numbersOf = (requests: readonly ReceivedRequest[], subject: string) =>
  requests.flatMap(({ body }) => (noteIn(body).subject === subject ? [noteIn(body).n] : []));

/** Refuses one note of one subject so many times. */
function refusing(subject: string, n: number, times: number): Behaviour {
  let left = times;
  return (_count, body) => {
    const note = noteIn(body);
    return note.subject === subject && note.n === n && left-- > 0 ? { status: 409 } : { status: 200 };
  };
}

async function publishNotes(subjects: readonly string[], from: number, to: number): Promise<void> {
  const notes: Note[] = [];
  for (let n = from; n <= to; n += 1) notes.push(...subjects.map((subject) => ({ subject, n })));
  const events = notes.map((data) => ({ type: 'note.added', subject: data.subject, data }));
  expect((await pipeline.ingest(tenant.key, JSON.stringify(events))).status).toBe(202);
}

it('deliveries of one subject stay in order behind one that fails, and hold up no other subject', async () => {
  pipeline.receiver.on('/ordered', refusing('a', 3, 2));
  await tenant.webhook('/ordered', { ordering: 'subject', retryConfig: RETRY });
  await publishNotes(['a', 'b'], 1, 6);

  const untilB = await pipeline.receiver.waitFor('/ordered', (all) => numbersOf(all, 'b').length === 6);
  expect(numbersOf(untilB, 'b')).toEqual([1, 2, 3, 4, 5, 6]);
  expect(numbersOf(untilB, 'a')).toEqual([1, 2, 3]);
  await publishNotes(['a'], 7, 8);
  const all = await pipeline.receiver.waitFor('/ordered', (requests) => numbersOf(requests, 'a').includes(8));
  expect(numbersOf(all, 'a')).toEqual([1, 2, 3, 3, 3, 4, 5, 6, 7, 8]);
  await publishNotes(['a'], 9, 9);
  await pipeline.receiver.waitFor('/ordered', (requests) => numbersOf(requests, 'a').includes(9));
});

it('the order outlives a worker that is killed, and one that is given up lets the next one go', async () => {
  pipeline.receiver.on('/killed', refusing('a', 2, 4));
  const webhook = await tenant.webhook('/killed', { ordering: 'subject', retryConfig: RETRY });
  await publishNotes(['a'], 1, 4);
  const deliveries = () => tenant.admin('GET', `/v1/webhooks/${webhook.id}/deliveries`);
  // What a crash may repeat is over once it is recorded.
  await eventually(deliveries, ({ body }) =>
    body.data.some((each: { lastCode: string }) => each.lastCode === 'http_status'),
  );
  const { process } = pipeline.carehook.app('delivery-worker');
  await process.down();
  await publishNotes(['a'], 5, 8);
  await process.up();

  const requests = await pipeline.receiver.waitFor('/killed', (all) => numbersOf(all, 'a').includes(8), 30_000);
  expect(numbersOf(requests, 'a')).toEqual([1, 2, 2, 2, 2, 3, 4, 5, 6, 7, 8]);
  const { body } = await eventually(deliveries, (answer) =>
    answer.body.data.every(({ status }: { status: string }) => status === 'delivered' || status === 'dead'),
  );
  expect(body.data.filter(({ status }: { status: string }) => status === 'dead')).toHaveLength(1);
});

it('a webhook with a rate gets so many requests a second, and in the end all of them', async () => {
  pipeline.receiver.on('/rated', slow(5));
  await tenant.webhook('/rated', { events: ['rate.counted'], rateLimit: 20 });
  const events = Array.from({ length: 100 }, (_, n) => ({ type: 'rate.counted', data: { n } }));
  await pipeline.ingest(tenant.key, JSON.stringify(events));

  const requests = await pipeline.receiver.waitFor('/rated', 100, 30_000);
  const firstAtMs = requests[0]?.atMs ?? 0;
  const within = (ms: number) => requests.filter(({ atMs }) => atMs - firstAtMs < ms).length;
  // A second's worth may start at once.
  expect(within(1_000)).toBeLessThanOrEqual(45);
  expect(within(2_000)).toBeLessThanOrEqual(65);
  expect(new Set(requests.map(({ deliveryId }) => deliveryId)).size).toBe(100);
});
