import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { APPS, startApp } from '../../../tools/local-stack/src/carehook-app.js';
import { startServers } from '../../../tools/local-stack/src/carehook-servers.js';
import { closedLoop, type Measured, measured, openLoop } from './load.js';
import { BenchReceiver } from './receiver.js';

/**
 * `npm run bench`: the built product as its own processes on real servers; load and receiver are in this one. Figures of
 * one run are comparable with each other only: each is also given as a share of the raw sender-to-receiver loop.
 */
const PUBLISHERS = 64;
const COUNT = 10_000;
const folder = join(process.cwd(), '.local', 'bench');
const PADDING = 'x'.repeat(900);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const servers = await startServers({ dataDir: folder, quiet: true });
const adminKey = `chk_${randomBytes(32).toString('base64url')}`;
const env = {
  DATABASE_URL: servers.databaseUrl,
  KAFKA_BROKERS: servers.brokers.join(','),
  KAFKA_TOPIC_PREFIX: 'bench.',
  CAREHOOK_MASTER_KEY: randomBytes(32).toString('hex'),
  CAREHOOK_ADMIN_KEY: adminKey,
  DELIVERY_ALLOWED_NETWORKS: '127.0.0.0/8',
};
const apps = await Promise.all(APPS.map((app) => startApp(app, env, { logsDir: folder })));
const urlOf = (name: (typeof APPS)[number]) => apps[APPS.indexOf(name)]?.url ?? '';
const receiver = new BenchReceiver();
const agent = new Agent({ connections: PUBLISHERS });

try {
  const target = await receiver.listen();
  const results: Record<string, Measured> = {};
  results['raw loop: sign and send, no Carehook'] = await rawLoop(target);
  await post(`${urlOf('subscription-api')}/v1/webhooks`, JSON.stringify({ url: target, events: ['bench.*'] }), 201);
  await saturated(1_000, 1);
  results['end to end, one event a request'] = await saturated(COUNT, 1);
  results['end to end, 50 events a request'] = await saturated(COUNT, 50);
  results['end to end at 300 events/s'] = await atRate(300, 20);
  report(results);
} finally {
  receiver.close();
  await agent.close();
  await Promise.all(apps.map(({ process: app }) => app.stop()));
  await servers.stop({ wipe: true });
}

async function rawLoop(target: string): Promise<Measured> {
  const times: number[] = [];
  const elapsedMs = await closedLoop(PUBLISHERS, COUNT, async (n) => {
    const startedAtMs = performance.now();
    const body = JSON.stringify({ type: 'bench.event', data: { n, padding: PADDING } });
    const signature = createHmac('sha256', 'key').update(body).digest('hex');
    await post(target, body, 200, { 'x-signature': signature });
    times.push(performance.now() - startedAtMs);
  });
  return measured(COUNT, elapsedMs, times);
}

async function saturated(count: number, perRequest: number): Promise<Measured> {
  receiver.clear();
  const sentAtMs: number[] = [];
  const startedAtMs = performance.now();
  await closedLoop(PUBLISHERS, count / perRequest, async (request) => {
    const first = request * perRequest;
    const events = Array.from({ length: perRequest }, (_, index) => event(first + index));
    await publish(perRequest === 1 ? (events[0] ?? '') : `[${events.join()}]`);
    for (let n = first; n < first + perRequest; n++) sentAtMs[n] = performance.now();
  });
  await receiver.received(count, 120_000);
  return measured(count, performance.now() - startedAtMs, receiptTimes(sentAtMs));
}

async function atRate(perSecond: number, seconds: number): Promise<Measured> {
  receiver.clear();
  const count = perSecond * seconds;
  const startedAtMs = performance.now();
  // From when an event was due, not from when it was sent: what held it up counts.
  const dueAtMs = Array.from({ length: count }, (_, n) => startedAtMs + (n * 1_000) / perSecond);
  await openLoop(perSecond, count, (n) => publish(event(n)));
  await receiver.received(count, 60_000);
  return measured(count, performance.now() - startedAtMs, receiptTimes(dueAtMs));
}

function receiptTimes(fromMs: readonly number[]): number[] {
  return fromMs.map((from, n) => Math.max(0, (receiver.receivedAtMs.get(n) ?? Number.NaN) - from));
}

function event(n: number): string {
  return `{"type":"bench.event","data":{"n":${n},"padding":"${PADDING}"}}`;
}

function publish(body: string): Promise<void> {
  return post(`${urlOf('event-ingest')}/v1/events`, body, 202);
}

async function post(url: string, body: string, expected: number, headers: Record<string, string> = {}): Promise<void> {
  const response = await request(url, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/json', 'x-api-key': adminKey, ...headers },
    body,
  });
  const text = await response.body.text();
  if (response.statusCode !== expected) throw new Error(`${url} answered ${response.statusCode}: ${text}`);
}

function report(results: Record<string, Measured>): void {
  const [raw] = Object.values(results);
  const rows = Object.entries(results).map(([scenario, result]) => ({
    scenario,
    ...result,
    'share of raw': `${((result.perSecond / (raw?.perSecond ?? 1)) * 100).toFixed(1)} %`,
  }));
  console.table(rows);
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  const file = join(process.cwd(), 'test', 'output', 'bench.json');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, results }, undefined, 2)}\n`);
  console.log(`written to ${file}`);
}
