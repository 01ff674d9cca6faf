import { afterAll, beforeAll, expect, it } from 'vitest';
import { joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';
import { verifyStandard } from '../support/signature.checks.js';
import { cloudEventHeaders, TopicsClient } from '../support/topics.js';

const TIME = '2026-03-07T15:30:00Z';
/** What JSON.parse and JSON.stringify would change, or a string of JavaScript could not carry. */
const DATA = [
  ['numbers', '{"price":1.00,"id":12345678901234567890,"tiny":-0.0e-10,"huge":1E400}'],
  ['escapes', '{"a":"\\u0041","slash":"\\/","nul":"\\u0000","lone":"\\ud800","é":"\\u00E9"}'],
  ['white space', '{ "a"\t:\r\n [ 1 ,2\n]\n\t}'],
  ['repeated keys', '{"a":1,"a":2,"__proto__":{"a":3}}'],
  ['a number alone', '1.10'],
  ['null', 'null'],
  ['text outside the basic plane', '"😀 ﷽ \u2028"'],
] as const;

let pipeline: PipelineInUse;
let topics: TopicsClient;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await joinPipeline();
  topics = await TopicsClient.connect(pipeline.carehook);
  tenant = await pipeline.tenant('Bytes');
});
afterAll(async () => {
  await topics?.disconnect();
  await pipeline?.stop();
});

/** The next request to the webhook of a test: verified, and its body as it came. */
async function bodyAfter(send: () => Promise<unknown>): Promise<string> {
  const path = `/bytes-${crypto.randomUUID()}`;
  const webhook = await tenant.webhook(path);
  await send();
  const [request] = await pipeline.receiver.waitFor(path, 1);
  if (!request) return expect.unreachable();
  verifyStandard(webhook.secret, request);
  await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`);
  return request.body.toString();
}

const envelope = (data: string) => `{"type":"lab.result","timestamp":"${TIME}","data":${data}}`;

it.each(DATA)('carries %s unchanged from HTTP', async (_, data) => {
  const one = `{"time":"${TIME}", "data" : ${data} ,"type":"lab.result"}`;
  expect(await bodyAfter(() => pipeline.ingest(tenant.key, one))).toBe(envelope(data));
});

it('carries every event of an array and of lines unchanged from HTTP', async () => {
  const events = DATA.map(([, data]) => `{"type":"lab.result","time":"${TIME}","data":${data}}`);
  for (const [body, contentType] of [
    [`[${events.join(' ,\n')}]`, 'application/json'],
    [events.map((line) => line.replaceAll(/[\r\n]/g, ' ')).join('\n'), 'application/x-ndjson'],
  ] as const) {
    const path = `/many-${crypto.randomUUID()}`;
    const webhook = await tenant.webhook(path);
    const answer = await pipeline.ingest(tenant.key, body, contentType);
    expect(answer).toMatchObject({ status: 202, body: { accepted: DATA.length } });
    const requests = await pipeline.receiver.waitFor(path, DATA.length);
    const oneLine = (text: string) => (contentType === 'application/json' ? text : text.replaceAll(/[\r\n]/g, ' '));
    expect(requests.map((request) => request.body.toString()).sort()).toEqual(
      DATA.map(([, data]) => oneLine(envelope(data))).sort(),
    );
    await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`);
  }
});

it.each(DATA)('carries %s unchanged from Kafka', async (_, data) => {
  const headers = cloudEventHeaders(tenant.id, crypto.randomUUID(), 'lab.result', { ce_time: TIME });
  const body = await bodyAfter(() => topics.publish([{ key: 'k', value: ` ${data}\n`, headers }]));
  expect(body).toBe(envelope(` ${data}\n`));
});

it.each(DATA)('carries %s unchanged from a structured CloudEvent in Kafka', async (_, data) => {
  const value =
    `{"specversion":"1.0","id":"${crypto.randomUUID()}","source":"/lab","tenant":"${tenant.id}",` +
    `"data" : ${data} ,"time":"${TIME}","type":"lab.result"}`;
  const headers = { 'content-type': 'application/cloudevents+json' };
  expect(await bodyAfter(() => topics.publish([{ key: 'k', value, headers }]))).toBe(envelope(data));
});

it('carries HL7 v2 as a JSON string and what is not text as base64', async () => {
  const of = (contentType: string) =>
    cloudEventHeaders(tenant.id, crypto.randomUUID(), 'lab.result', { ce_time: TIME, 'content-type': contentType });
  const hl7 = 'MSH|^~\\&|LAB|"A"\rPID|1||é\r';
  expect(await bodyAfter(() => topics.publish([{ value: hl7, headers: of('x-application/hl7-v2+er7') }]))).toBe(
    envelope(JSON.stringify(hl7)),
  );
  const dicom = Buffer.from([0, 255, 254, 1, 128]);
  expect(await bodyAfter(() => topics.publish([{ value: dicom, headers: of('application/dicom') }]))).toBe(
    envelope(JSON.stringify(dicom.toString('base64'))),
  );
});
