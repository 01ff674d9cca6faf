import { afterAll, beforeAll, expect, it } from 'vitest';
import { APPS } from '../../tools/local-stack/src/carehook-app.js';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import {
  eventually,
  type Pipeline,
  publishUntilAccepted,
  startPipeline,
  type TestTenant,
} from '../support/pipeline.js';

const EVENTS = 2_000;
const CLIENTS = 16;
const SETTLE_MS = 40_000;

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  if (!FAULTS_ARE_LONG) return;
  pipeline = await startPipeline({ restarts: true });
  tenant = await pipeline.tenant('Kill');
});
afterAll(() => pipeline?.stop());

// In short the ledger kills them all.
it.skipIf(!FAULTS_ARE_LONG).each(APPS)(
  `%s killed in the middle of ${EVENTS} events: all are delivered, and duplicates carry the same delivery id`,
  async (name) => {
    const path = `/kill/${name}`;
    await tenant.webhook(path, { events: [`kill.${name}`] });
    const app = pipeline.carehook.app(name).process;
    const ingest = pipeline.carehook.app('event-ingest').url;

    const ids = Array.from({ length: EVENTS }, (_, index) => `${name}-${index}`);
    const left = [...ids];
    let killed: Promise<void> | undefined;
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        for (let id = left.pop(); id !== undefined; id = left.pop()) {
          if (left.length === EVENTS / 2) killed = app.kill9();
          await publishUntilAccepted(ingest, tenant.key, { id, type: `kill.${name}`, data: { id } });
        }
      }),
    );
    await killed;

    const deliveryIds = new Map<string, Set<string>>();
    let seen = 0;
    const requests = await pipeline.receiver.waitFor(
      path,
      (all) => {
        for (; seen < all.length; seen += 1) {
          const request = all[seen];
          if (!request) break;
          const { data } = JSON.parse(request.body.toString()) as { data: { id: string } };
          deliveryIds.set(data.id, (deliveryIds.get(data.id) ?? new Set()).add(request.deliveryId));
        }
        return deliveryIds.size === EVENTS;
      },
      SETTLE_MS,
    );
    await app.ready();
    // What was in flight at the crash may come once more until all of it is recorded.
    await eventually(
      async () => {
        const { rows } = await pipeline.carehook.database.query<{ count: number }>(
          `select count(*)::int from deliveries where event_type = $1 and status = 'delivered'`,
          [`kill.${name}`],
        );
        return rows[0]?.count;
      },
      (count) => count === EVENTS,
      SETTLE_MS,
    );
    console.log(`${name}: ${requests.length - EVENTS} of ${EVENTS} deliveries were sent twice`);
    expect([...deliveryIds.keys()].sort()).toEqual([...ids].sort());
    expect([...deliveryIds.values()].every(({ size }) => size === 1)).toBe(true);
  },
  120_000,
);
