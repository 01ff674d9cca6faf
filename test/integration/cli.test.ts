import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { hmacHex } from '#signing';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { eventually, joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';
import { failing, status } from '../support/receiver.js';

const BIN = join(REPOSITORY_ROOT, 'tools', 'cli', 'carehook.mjs');

let pipeline: PipelineInUse;
let tenant: TestTenant;
let env: NodeJS.ProcessEnv;
const children: ChildProcess[] = [];

beforeAll(async () => {
  pipeline = await joinPipeline();
  tenant = await pipeline.tenant('Command line');
  env = {
    ...process.env,
    CAREHOOK_URL: pipeline.carehook.app('subscription-api').url,
    CAREHOOK_INGEST_URL: pipeline.carehook.app('event-ingest').url,
    CAREHOOK_API_KEY: tenant.key,
  };
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => pipeline?.stop());

/** A command under way, and what it wrote so far. */
function start(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [BIN, ...args], { env });
  children.push(child);
  const ran = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ran.err += chunk.toString()));
  child.stdin.end(input);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { ran, code };
}

async function run(args: readonly string[], input = '') {
  const { ran, code } = start(args, input);
  return { code: await code, ...ran };
}

/** Of a command that has to succeed: what it answered, as JSON. */
async function json(args: readonly string[], input = '') {
  const { code, out, err } = await run([...args, '--json'], input);
  expect(code, `${args.join(' ')}: ${err}`).toBe(0);
  return JSON.parse(out);
}

const wrote = (ran: { out: string; err: string }, text: RegExp) =>
  vi.waitFor(() => expect(ran.out + ran.err).toMatch(text), { timeout: 15_000, interval: 20 });

describe('webhooks', () => {
  it('are made, shown, changed, tested, given a secret, disabled and deleted', async () => {
    const url = pipeline.receiver.url('/cli');
    const made = await json(['webhooks', 'create', url, '--name', 'Mine', '--events', 'made.*', '--header', 'X-A: b']);
    expect(made).toMatchObject({
      name: 'Mine',
      url,
      events: ['made.*'],
      headers: { 'X-A': 'b' },
      secret: expect.stringMatching(/^whsec_/),
    });
    expect((await run(['webhooks', 'list'])).out).toMatch(new RegExp(`^id .*\\n─.*\\n${made.id} +Mine +active `));
    expect((await run(['webhooks', 'get', 'Mine'])).out).toMatch(/^name +Mine$/m);
    expect(await json(['webhooks', 'update', 'Mine', '--rate-limit', '9'])).toMatchObject({
      rateLimit: 9,
      name: 'Mine',
    });
    expect(await json(['webhooks', 'test', 'Mine', '--data', '{"x":1}'])).toMatchObject({ success: true });
    pipeline.receiver.on('/cli', status(500));
    expect(await run(['webhooks', 'test', made.id])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/not taken[^]*500/),
    });
    expect((await json(['webhooks', 'rotate-secret', 'Mine', '--overlap-hours', '1'])).secret).not.toBe(made.secret);
    expect(await json(['webhooks', 'deactivate', 'Mine'])).toMatchObject({ active: false });
    expect(await json(['webhooks', 'activate', 'Mine'])).toMatchObject({ active: true });
    expect(await run(['webhooks', 'delete', 'Mine'])).toMatchObject({ code: 0, out: 'deleted\n' });
    expect(await run(['webhooks', 'get', 'Mine'])).toMatchObject({ code: 1, err: 'no webhook is called "Mine"\n' });
  });

  it('are refused with the fields and reasons of the API', async () => {
    const refused = await run(['webhooks', 'create', 'http://10.0.0.1/', '--events', 'no type', '--rate-limit', '0']);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^VALIDATION_FAILED \(400\): /);
    expect(refused.err).toMatch(/^ {2}events\S*: must be an event type/m);
    expect(refused.err).toMatch(/^ {2}rateLimit: /m);
  });
});

describe('events and deliveries', () => {
  it('are sent, seen as they come, listed, and tried again', async () => {
    const webhook = await tenant.webhook('/sent', { name: 'Sent', events: ['sent.*'], retryConfig: { maxRetries: 0 } });
    pipeline.receiver.on('/sent', failing(3));
    const events = start(['events', 'tail', '--json']);
    const deliveries = start(['deliveries', 'tail', '--webhook', 'Sent']);
    await Promise.all([wrote(events.ran, /watching/), wrote(deliveries.ran, /watching/)]);

    await json(['events', 'send', 'sent.one', '{"value":1.00}', '--subject', 'p-1']);
    const many = '{"type":"sent.many","data":{"n":1}}\n{"type":"sent.many","data":{"n":2}}\n';
    expect(await json(['events', 'send', '--ndjson', '-'], many)).toEqual({ accepted: 2 });
    const sent = await pipeline.receiver.waitFor('/sent', 3);
    expect(sent.some(({ body }) => body.includes('{"value":1.00}'))).toBe(true);
    await Promise.all([wrote(events.ran, /"sent.one"/), wrote(deliveries.ran, /sent.many.*500.*dead/)]);

    const dead = () => json(['deliveries', 'list', '--status', 'dead', '--webhook', webhook.id]);
    const [first] = await eventually(dead, ({ length }) => length === 3);
    expect((await run(['deliveries', 'get', first.id])).out).toMatch(/status +dead[^]*attempt[^]*failed +500/);
    expect(await run(['deliveries', 'retry', '--status', 'dead'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^3 .*--yes/),
    });
    expect(await json(['deliveries', 'retry', '--status', 'dead', '--webhook', 'Sent', '--yes'])).toEqual({ count: 3 });
    await wrote(deliveries.ran, /sent.one.*200.*delivered/);
    await eventually(dead, ({ length }) => length === 0);
    for (const verb of ['retry', 'cancel']) {
      expect(await run(['deliveries', verb, first.id])).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^CONFLICT \(409\): /),
      });
    }
  });

  it('are refused before they are sent where they are no JSON', async () => {
    expect(await run(['events', 'send', 'a.b', '{no'])).toMatchObject({ code: 1, err: 'data: is no JSON\n' });
    expect(await run(['events', 'send', '--ndjson', '/nowhere'])).toMatchObject({ code: 1, err: '/nowhere: ENOENT\n' });
    const wrong = await run(['events', 'send', 'no type']);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/VALIDATION_FAILED[^]*type: /) });
  });
});

it('listen forwards events as they would be sent to a webhook', async () => {
  await tenant.webhook('/model', {
    ...{ name: 'Model', events: ['heard.*'], dialect: 'c4hxp', filters: { ward: 'A1' }, headers: { 'X-B': 'c' } },
  });
  const forward = pipeline.receiver.url('/forwarded');
  const { ran } = start(['listen', '--forward', forward, '--webhook', 'Model', '--secret', 'a local secret']);
  await wrote(ran, /forwarding to .* as c4hxp/);
  await tenant.publish({ type: 'heard.not', data: { ward: 'B2' } });
  await tenant.publish({ type: 'unheard', data: { ward: 'A1' } });
  await pipeline.ingest(tenant.key, '{"type":"heard.this","data":{"ward":"A1","n":1.00}}');
  const [local] = await pipeline.receiver.waitFor('/forwarded', 1);
  const [sent] = await pipeline.receiver.waitFor('/model', 1);
  const names = (headers: object) =>
    Object.keys(headers).filter((name) => !/^(accept|sec-fetch|connection)/.test(name));
  expect(names(local?.headers ?? {})).toEqual(expect.arrayContaining(names(sent?.headers ?? {})));
  expect(local?.deliveryId).toBe(sent?.deliveryId);
  const contentOf = (body?: Buffer) => /"data":\{[^}]*\}/.exec(String(body))?.[0];
  expect(contentOf(local?.body)).toBe(contentOf(sent?.body));
  const signature = `sha256=${hmacHex('a local secret', local?.body ?? Buffer.alloc(0))}`;
  expect(local?.headers['x-c4hxp-signature']).toBe(signature);
  await wrote(ran, /heard.this.*200/);
  expect(ran.out).not.toMatch(/heard.not|unheard/);
  const wrong = await run(['listen', '--forward', forward, '--dialect', 'nobodys']);
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('c4hxp') });
});

it('apply makes the webhooks what a file says', async () => {
  const own = await pipeline.tenant('Applied');
  env = { ...env, CAREHOOK_API_KEY: own.key };
  await own.webhook('/old', { name: 'Old' });
  const file = join(mkdtempSync(join(tmpdir(), 'carehook-cli-')), 'webhooks.yaml');
  const write = (events: string) =>
    writeFileSync(file, `webhooks:\n- name: New\n  url: ${pipeline.receiver.url('/new')}\n  events: [${events}]\n`);
  const apply = (...more: string[]) => run(['apply', '-f', file, ...more]);

  write('a.b');
  expect(await apply('--dry-run')).toMatchObject({
    code: 2,
    out: expect.stringMatching(/^\+ New\n1 to be created, 0 .*0 .*deleted/),
  });
  expect(await apply()).toMatchObject({ code: 0, out: expect.stringMatching(/^\+ New\n.*whsec_.*\n1 created/) });
  expect(await apply('--dry-run')).toMatchObject({ code: 0, out: expect.stringMatching(/1 left as they are/) });
  write('a.b, c.*');
  expect(await apply('--prune')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/~ New\n +events: \["a.b"\] → \["a.b","c.\*"\]\n- Old/),
  });
  expect((await own.admin('GET', '/v1/webhooks')).body.data).toMatchObject([{ name: 'New', events: ['a.b', 'c.*'] }]);
  writeFileSync(file, 'webhooks: [{name: New}]');
  expect(await apply()).toMatchObject({ code: 1, err: expect.stringMatching(/not sound[^]*webhooks.0.url: /) });
});

it('status tells of services, webhooks and alerts; wrong usage, a wrong key and a wrong URL are said', async () => {
  const report = await run(['status']);
  expect(report.code, report.err).toBe(0);
  expect(report.out).toMatch(/subscription-api .* ready\nevent-ingest .* ready/);
  expect(report.out).toMatch(/deliveries wait[^]*There are no alerts/);
  expect(await run(['webhooks', 'lst'])).toMatchObject({ code: 1, err: expect.stringMatching(/unknown command/) });
  expect(await run(['webhooks', 'list', '--key', 'chk_wrong'])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^UNAUTHENTICATED \(401\)/),
  });
  const nowhere = await run(['webhooks', 'list', '--url', 'http://127.0.0.1:1']);
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringMatching(/^http:\/\/127.0.0.1:1 does not answer: /) });
});
