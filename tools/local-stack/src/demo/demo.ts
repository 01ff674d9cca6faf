import { setTimeout as sleep } from 'node:timers/promises';
import { dialectNamed } from '#dialects';
import type { Reporter } from '../reporter.js';
import type { StackFacts } from '../stack.facts.js';
import { CarehookClient, type Delivery } from './carehook.client.js';
import { demoRow, type ExpectedReceipt, expectedReceipts, ROW_HEAD, type SentEvent } from './demo.rows.js';
import { DEMO_PRODUCT, demoWebhooks, ensureDemoWebhooks } from './demo.webhooks.js';
import { DirectProducer } from './direct.producer.js';
import type { Receipt } from './receipt.log.js';
import { tableLines } from './table.js';

const SOURCE = 'carehook-demo';
const RECEIPTS_TIMEOUT_MS = 20_000;
const RECORDED_TIMEOUT_MS = 5_000;
const POLL_MS = 100;

export interface DemoOptions {
  readonly stack: Omit<StackFacts, 'processes'>;
  readonly receiverUrl: string;
  /** By the dialect's name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where the demo remembers its webhooks. */
  readonly memoryFile: string;
  readonly reporter: Reporter;
}

/**
 * Sends the documented events of one product through a webhook of each dialect, by turns over HTTP and straight to
 * Kafka, and prints what the demo receiver got and verified. @throws CarehookRefused
 */
export async function runDemo({ stack, receiverUrl, secrets, memoryFile, reporter }: DemoOptions): Promise<void> {
  const client = new CarehookClient(stack.urls, stack.adminKey);
  const { catalogue, product } = dialectNamed(DEMO_PRODUCT);
  const webhooks = demoWebhooks(catalogue.map(({ type }) => type));
  await ensureDemoWebhooks(client, webhooks, receiverUrl, secrets, memoryFile);

  reporter.say(`sending the documented events of ${product} to the demo receiver …`);
  const { next } = await readReceipts(receiverUrl, 0);
  const sent = await sendEvents(client, stack, catalogue);
  const rows = await waitForReceipts(receiverUrl, next, (receipts) => expectedReceipts(sent, webhooks, receipts));
  const deliveries = await recordedDeliveries(client, rows);
  reporter.say('');
  for (const line of tableLines(
    ROW_HEAD,
    rows.map((row) => demoRow(row, deliveries)),
  )) {
    reporter.say(line);
  }
}

async function sendEvents(
  client: CarehookClient,
  { kafka, tenant }: DemoOptions['stack'],
  catalogue: readonly { readonly type: string; readonly example: unknown }[],
): Promise<SentEvent[]> {
  const producer = new DirectProducer(kafka.brokers, `${kafka.topicPrefix}events`, tenant);
  await producer.connect();
  const sent: SentEvent[] = [];
  for (const [index, { type, example }] of catalogue.entries()) {
    const via = index % 2 === 0 ? 'HTTP' : 'Kafka';
    const event = { type, source: SOURCE, data: example };
    sent.push({ type, via, sentAtMs: Date.now() });
    await (via === 'HTTP' ? client : producer).publish(event);
  }
  await producer.disconnect();
  return sent;
}

async function waitForReceipts(
  receiverUrl: string,
  since: number,
  match: (receipts: readonly Receipt[]) => ExpectedReceipt[],
): Promise<ExpectedReceipt[]> {
  const deadlineMs = Date.now() + RECEIPTS_TIMEOUT_MS;
  for (;;) {
    const rows = match((await readReceipts(receiverUrl, since)).receipts);
    if (rows.every(({ receipt }) => receipt?.verified) || Date.now() > deadlineMs) return rows;
    await sleep(POLL_MS);
  }
}

/** The API's view of the deliveries, a moment later: the recorder writes behind the sender. */
async function recordedDeliveries(
  client: CarehookClient,
  rows: readonly ExpectedReceipt[],
): Promise<readonly Delivery[]> {
  const deadlineMs = Date.now() + RECORDED_TIMEOUT_MS;
  const ids = rows.flatMap(({ receipt }) => receipt?.deliveryId ?? []);
  for (;;) {
    const deliveries = await client.latestDeliveries(100).catch(() => []);
    const recorded = new Set(deliveries.map(({ id }) => id));
    if (ids.every((id) => recorded.has(id)) || Date.now() > deadlineMs) return deliveries;
    await sleep(POLL_MS);
  }
}

async function readReceipts(receiverUrl: string, since: number): Promise<{ next: number; receipts: Receipt[] }> {
  const response = await fetch(`${receiverUrl}/receipts?since=${since}`);
  return (await response.json()) as { next: number; receipts: Receipt[] };
}
