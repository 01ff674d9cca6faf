import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '#dialects';
import { TOPICS } from '#kafka';
import { APPS } from '../../tools/local-stack/src/carehook-app.js';
import { Canary, columnsHolding, outputOf } from '../support/canary.js';
import { type Answer, apiClient } from '../support/carehook.js';
import { newTraceparent, OtlpCollector } from '../support/otlp.collector.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { type Behaviour, ok } from '../support/receiver.js';
import { cloudEventHeaders, TopicsClient } from '../support/topics.js';

/** What producers say of patients, in data, subjects and extensions. */
const patient = new Canary('patient');
/** What tenants entrust: signing secrets, headers' values, queries of URLs, keys. */
const secret = new Canary('secret');
const { word } = patient;

const FREE_TEXT_SECRETS = ['zarish-sphere', 'healthsync', 'medilab', 'c4hxp'];
const echoing =
  (status: number): Behaviour =>
  (_, body) => ({ status, body: `refused: ${body.toString()}` });

let pipeline: Pipeline;
let tenant: TestTenant;
let topics: TopicsClient;
let collector: OtlpCollector;
/** What the APIs answered with an error. */
const errors: Answer[] = [];

beforeAll(async () => {
  collector = await OtlpCollector.start();
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const env = { LOG_LEVEL: 'debug', ALERT_EVALUATION_SECONDS: '1', ERASURE_SETTLE_SECONDS: '0', ...traces };
  pipeline = await startPipeline({ env: { ...env, PUBLIC_API_URL: 'https://carehook.example' } });
  tenant = await pipeline.tenant('Canaries');
  topics = await TopicsClient.connect(pipeline.carehook);
}, 120_000);
afterAll(async () => {
  await topics?.disconnect();
  await pipeline?.stop();
  await collector?.stop();
});

const api = (key: string | undefined) => apiClient(pipeline.carehook.app('subscription-api').url, key);

async function expectError(call: Promise<Answer>): Promise<void> {
  const answer = await call;
  expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
  expect(answer.status, answer.text).toBeLessThan(500);
  errors.push(answer);
}

const event = (type: string, more: object = {}) => ({
  ...{ type, subject: word, patientname: word, traceparent: newTraceparent().text, tracestate: `v=${word}` },
  ...{ data: { patient: { name: word, 'full name': [word] } } },
  ...more,
});

describe('patient data and secrets go through', () => {
  it('every dialect, to receivers that answer with what they got', async () => {
    for (const dialect of DIALECT_NAMES) {
      const settings = {
        dialect,
        events: ['canary.sent'],
        headers: { 'X-Token': secret.word },
        retryConfig: { maxRetries: 1, retryDelay: 100 },
        ...(FREE_TEXT_SECRETS.includes(dialect) && { secret: secret.word }),
      };
      for (const [path, behaviour] of [
        ['/ok', ok],
        ['/bad', echoing(500)],
        ['/gone', echoing(410)],
      ] as const) {
        const full = `${path}/${dialect}?token=${secret.word}`;
        pipeline.receiver.on(full, behaviour);
        pipeline.receiver.permit(full, { 'webhook-allowed-origin': '*' });
        await tenant.webhook(full, settings);
      }
    }
    const hl7 = {
      'ce-specversion': '1.0',
      'ce-id': 'hl7',
      'ce-type': 'canary.sent',
      'ce-source': '/t',
      'ce-subject': word,
    };
    await tenant.publish(event('canary.sent'));
    expect((await pipeline.ingest(tenant.key, `PID|${word}`, 'application/hl7-v2', hl7)).status).toBe(202);
    const own = cloudEventHeaders(tenant.id, 'direct', 'canary.sent', { ce_subject: word, ce_patientname: word });
    await topics.publish([{ value: JSON.stringify({ name: word }), headers: own }]);
    for (const dialect of DIALECT_NAMES) {
      for (const path of ['/ok', '/bad']) await pipeline.receiver.waitFor(`${path}/${dialect}?token=${secret.word}`, 3);
    }
  });

  it('thin, redacted and ordered webhooks, a test, and hosts that cannot be reached', async () => {
    const url = `https://nowhere.invalid/hook?token=${secret.word}`;
    await tenant.webhook('/thin', { events: ['canary.kept'], payload: 'thin' });
    await tenant.webhook('/redacted', { events: ['canary.kept'], redact: ['patient'], ordering: 'subject' });
    const { body: webhook } = await tenant.admin('POST', '/v1/webhooks', { url, events: ['canary.kept'] });
    await tenant.publish(event('canary.kept'));
    for (const path of ['/thin', '/redacted']) {
      const [request] = await pipeline.receiver.waitFor(path, 1);
      expect(patient.foundIn(request?.body.toString() ?? '')).toBeUndefined();
    }
    const answer = await tenant.admin('POST', `/v1/webhooks/${webhook.id}/test`, { data: { name: word } });
    expect(answer.body).toMatchObject({ success: false });
    expect(patient.foundIn(answer.text)).toBeUndefined();
    // The product's page has the webhook's URL there; who may test it may read it.
    expect(secret.foundIn(answer.text.replace(JSON.stringify(url), ''))).toBeUndefined();
  });

  it('what the intake refuses', async () => {
    const ingest = (body: string | Buffer, type?: string, key = tenant.key) =>
      expectError(pipeline.ingest(key, body, type));
    const misfit = {
      type: 'object',
      properties: { ward: { enum: ['A1'] }, ssn: { type: 'string', maxLength: 9 } },
    };
    const made = await tenant.admin('POST', '/v1/event-types', { type: 'canary.checked', schema: misfit });
    expect(made.status).toBe(201);
    await tenant.admin('PATCH', `/v1/tenants/${tenant.id}`, { eventValidation: 'reject' });
    const misfitOf = (ward: string) => JSON.stringify({ type: 'canary.checked', data: { ward, ssn: ward } });
    // What is accepted until event-ingest knows the schema has no subject, and so would stay.
    await eventually(
      () => pipeline.ingest(tenant.key, misfitOf('none of a patient')),
      ({ status }) => status === 400,
    );
    await ingest(misfitOf(word));
    await ingest(`{"type":"canary.sent","data":{"name":"${word}"`);
    await ingest(`{"type":"canary.sent","data":{"name":${word}}}`);
    await ingest(
      Buffer.concat([Buffer.from(`{"type":"canary.sent","data":"${word}`), Buffer.from([0xff, 0x22, 0x7d])]),
    );
    for (const attribute of ['type', 'time'])
      await ingest(JSON.stringify(event('canary.sent', { [attribute]: `${word} !` })));
    for (const long of ['subject', 'source', 'id', 'mrn'])
      await ingest(JSON.stringify(event('canary.sent', { [long]: word.repeat(99) })));
    await ingest(JSON.stringify([event('canary.sent'), event('canary.sent', { id: 7, subject: { name: word } })]));
    await ingest(JSON.stringify({ specversion: word, ...event('canary.sent') }), 'application/cloudevents+json');
    await ingest(JSON.stringify(event('canary.sent', { data: word + 'x'.repeat(11 * 1024 * 1024) })));
    await ingest(word, `text/${word}`);
    await ingest(JSON.stringify(event('canary.sent')), undefined, secret.word);
  });

  it('poison records', async () => {
    const headers = (more: object) => ({
      ...cloudEventHeaders(tenant.id, 'poison', 'canary.sent', { ce_subject: word }),
      ...more,
    });
    const poison = [
      { value: null, headers: headers({}) },
      { value: `{"name":"${word}"`, headers: headers({}) },
      { value: word, headers: { name: word } },
      { value: '{}', headers: headers({ ce_tenant: word }) },
      { value: '{}', headers: headers({ ce_tenant: `${word} !` }) },
      { value: '{}', headers: headers({ ce_type: `${word} !` }) },
      { value: '{}', headers: headers({ ce_time: word, ce_specversion: '1.0' }) },
      { value: '{}', headers: headers({ ce_specversion: word }) },
      {
        value: `{"id":"${word}","data":{"name":"${word}"}}`,
        headers: { 'content-type': 'application/cloudevents+json' },
      },
      { value: JSON.stringify({ ward: word }), headers: headers({ ce_type: 'canary.checked' }) },
      { value: `"${word}${'x'.repeat(10 * 1024 * 1024)}"`, headers: headers({}) },
    ];
    for (const message of poison) await topics.publish([message]);
    await eventually(
      () => pipeline.counter('filter-router', 'carehook_events_rejected_total'),
      (count) => count >= poison.length,
    );
  });

  it('what the API refuses', async () => {
    const { admin } = tenant;
    for (const key of [secret.word, `${tenant.key}${secret.word}`]) await expectError(api(key)('GET', '/v1/webhooks'));
    const sound = { url: pipeline.receiver.url('/x'), events: ['a.b'] };
    for (const wrong of [
      { url: `https://10.0.0.1/?token=${secret.word}` },
      { url: `https://user:${secret.word}@example.org/` },
      { url: `${secret.word}` },
      { dialect: secret.word },
      { secret: secret.word, dialect: 'standard' },
      { headers: { Host: secret.word } },
      { headers: { 'X-A': `${secret.word}\n` } },
      { filters: { 'patient.name': { like: word } } },
      { filters: { 'patient.name': { gt: [word] } } },
      { events: [`${word} !`] },
      { redact: [`${word}..x`] },
      { tls: { ca: secret.word } },
      { tls: { clientCertificate: secret.word, clientKey: secret.word } },
    ]) {
      await expectError(admin('POST', '/v1/webhooks', { ...sound, ...wrong }));
    }
    for (const path of [
      `/v1/events/${word}`,
      `/v1/nothing/${word}`,
      `/v1/webhooks?cursor=${word}`,
      `/v1/deliveries?status=${word}`,
    ]) {
      await expectError(admin('GET', path));
    }
    await expectError(admin('POST', '/v1/filters/explain', { event: event(`${word} !`) }));
    await expectError(admin('POST', '/v1/erasures', { subject: word, reason: 7 }));
    await expectError(admin('POST', '/v1/erasures', { subject: `${word}\u0000` }));
    await expectError(
      admin('POST', '/api/v1/webhooks/events/trigger', { event_type: `${word} !`, event_data: { word } }),
    );
    await expectError(admin('PATCH', `/v1/tenants/${tenant.id}`, { retentionDays: word }));
  });

  it('a database that refuses them, whose errors quote the row', async () => {
    const { database } = pipeline.carehook;
    const refusals = async () => {
      const log = (await outputOf(pipeline.carehook)).get('the log of delivery-worker') ?? '';
      return log.split('\n').filter((line) => line.includes('a batch failed and is tried again')).length;
    };
    await database.query(`alter table events add constraint refuses check (type <> 'canary.unrecorded')`);
    await database.query(`alter table attempts add constraint refuses check (response_body not like '%unrecorded%')`);
    await tenant.publish(event('canary.unrecorded'));
    await eventually(refusals, (count) => count > 0);
    await database.query('alter table events drop constraint refuses');
    await database.query('alter table attempts drop constraint refuses');
  });

  it('reads, replays and an erasure', async () => {
    const { body: events } = await eventually(
      () => tenant.admin('GET', '/v1/events?limit=200'),
      ({ body }) => body.data.length > 4,
    );
    for (const { uid } of events.data) expect((await tenant.admin('GET', `/v1/events/${uid}`)).status).toBe(200);
    const { body: alerts } = await eventually(
      () => tenant.admin('GET', '/v1/alerts?limit=200'),
      ({ body }) => new Set(body.data.map(({ kind }: { kind: string }) => kind)).size > 1,
    );
    expect(patient.foundIn(JSON.stringify(alerts)) ?? secret.foundIn(JSON.stringify(alerts))).toBeUndefined();
    const { body: deliveries } = await tenant.admin('GET', '/v1/deliveries?limit=200&status=delivered');
    expect((await tenant.admin('POST', `/v1/deliveries/${deliveries.data[0].id}/replay`)).status).toBe(201);
  });
});

describe('they are nowhere but where they belong: neither', () => {
  it.each(APPS)('in what %s writes and counts', async (app) => {
    const output = await outputOf(pipeline.carehook);
    expect((output.get(`the log of ${app}`) ?? '').length).toBeGreaterThan(100);
    for (const what of ['log', 'metrics']) {
      const text = output.get(`the ${what} of ${app}`) ?? '';
      expect(patient.foundIn(text) ?? secret.foundIn(text), what).toBeUndefined();
    }
  });

  it('in spans', () => {
    expect(new Set(collector.spans.map(({ name }) => name))).toEqual(new Set(['ingest', 'route', 'deliver']));
    expect(patient.foundIn(collector.text) ?? secret.foundIn(collector.text)).toBeUndefined();
  });

  it('in errors of the APIs', () => {
    expect(errors.length).toBeGreaterThan(30);
    for (const { text } of errors) expect(patient.foundIn(text) ?? secret.foundIn(text)).toBeUndefined();
  });

  it.each(Object.values(TOPICS))('in the keys and names of headers of %s; a secret nowhere in it', async (topic) => {
    const records = await topics.readAll(topic);
    expect(records.length).toBeGreaterThan(4);
    for (const { key, value, headers = {} } of records) {
      expect(patient.foundIn([key?.toString() ?? '', ...Object.keys(headers)].join('\n'))).toBeUndefined();
      const rest = [value?.toString('latin1').slice(0, 100_000), JSON.stringify(headers), key?.toString()].join('\n');
      expect(secret.foundIn(rest)).toBeUndefined();
    }
  });

  it('in the audit log', async () => {
    const log = await fetch(`${pipeline.carehook.app('subscription-api').url}/v1/audit-log`, {
      headers: { 'x-api-key': tenant.key, accept: 'application/x-ndjson' },
    });
    const text = await log.text();
    expect(text.split('\n').length).toBeGreaterThan(20);
    expect(patient.foundIn(text) ?? secret.foundIn(text)).toBeUndefined();
  });

  it('in other columns than those that hold them, which an erasure of the subject empties', async () => {
    const { carehook } = pipeline;
    const holding = await columnsHolding(carehook, patient);
    expect(holding).toEqual(['attempts.response_body', 'events.data', 'events.extensions', 'events.subject']);
    expect(await columnsHolding(carehook, secret)).toEqual(['webhooks.headers', 'webhooks.url']);
    const { body } = await tenant.admin('POST', '/v1/erasures', { subject: word });
    await eventually(
      () => tenant.admin('GET', `/v1/erasures/${body.id}`),
      (answer) => answer.body.finishedAt !== null,
    );
    const output = [...(await outputOf(carehook)).values()].join('\n');
    expect(patient.foundIn(output)).toBeUndefined();
    expect(await columnsHolding(carehook, patient)).toEqual([]);
  });
});
