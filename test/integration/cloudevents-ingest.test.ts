import { CloudEvent, HTTP } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import type { ReceivedRequest } from '../support/receiver.js';

const TIME = '2026-03-07T15:30:00.000Z';
const JSON_DATA = { amount: 1.5, patient: { id: 'p-1' } };
const HL7 = 'MSH|^~\\&|LAB|"A"\rPID|1||é\r';
const DICOM = Buffer.from('4449434d0001fffe', 'hex');

const CASES = [
  ['JSON', 'application/json', JSON_DATA, JSON.stringify(JSON_DATA)],
  ['HL7 v2', 'application/hl7-v2', HL7, HL7],
  ['XML', 'application/xml', '<a b="ü"/>', '<a b="ü"/>'],
  ['DICOM', 'application/dicom', DICOM, DICOM],
] as const;

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Ingest');
});
afterAll(() => pipeline?.stop());

function eventOf(type: string, datacontenttype: string, data: unknown): CloudEvent<unknown> {
  const id = crypto.randomUUID();
  return new CloudEvent({ id, source: '/ris', type, time: TIME, subject: 'p1', datacontenttype, ward: '7', data });
}

/** A webhook of one event type that gets the data as it is, with the attributes in headers. */
async function binaryWebhook(type: string): Promise<string> {
  const path = `/${type}`;
  pipeline.receiver.permit(path, { 'WebHook-Allowed-Origin': '*' });
  await tenant.webhook(path, { dialect: 'cloudevents-binary', events: [type] });
  return path;
}

function send(message: ReturnType<typeof HTTP.binary>) {
  const { 'content-type': contentType, ...headers } = message.headers as Record<string, string>;
  return pipeline.ingest(tenant.key, message.body as string | Buffer, contentType, headers);
}

function expectSame({ headers, body }: ReceivedRequest, event: CloudEvent<unknown>, data: string | Buffer): void {
  expect(headers).toMatchObject({
    'ce-specversion': '1.0',
    'ce-id': event.id,
    'ce-source': '/ris',
    'ce-type': event.type,
    'ce-time': TIME,
    'ce-subject': 'p1',
    'ce-ward': '7',
    'content-type': event.datacontenttype,
  });
  expect(body.equals(Buffer.from(data as string))).toBe(true);
}

describe.each(['structured', 'binary'] as const)('what the CloudEvents SDK writes in %s mode', (mode) => {
  it.each(CASES)('is delivered as it was: %s', async (name, contentType, data, bytes) => {
    const type = `${mode}.${name.replace(' ', '')}`;
    const path = await binaryWebhook(type);
    const event = eventOf(type, contentType, data);
    expect(await send(HTTP[mode](event))).toMatchObject({ status: 202, body: { id: event.id } });
    const [request] = await pipeline.receiver.waitFor(path, 1);
    if (request) expectSame(request, event, bytes);
  });
});

it('delivers every event of a batch', async () => {
  const path = await binaryWebhook('batch');
  const events = CASES.map(([, contentType, data]) => eventOf('batch', contentType, data));
  const answer = await pipeline.ingest(tenant.key, JSON.stringify(events), 'application/cloudevents-batch+json');
  expect(answer).toMatchObject({ status: 202, body: { accepted: CASES.length, ids: events.map(({ id }) => id) } });
  const requests = await pipeline.receiver.waitFor(path, CASES.length);
  for (const [index, event] of events.entries()) {
    const request = requests.find(({ headers }) => headers['ce-id'] === event.id);
    if (request) expectSame(request, event, CASES[index]?.[3] ?? '');
    else expect.unreachable();
  }
});

it('takes an event without a content type for JSON', async () => {
  const path = await binaryWebhook('untyped');
  const response = await fetch(`${pipeline.carehook.app('event-ingest').url}/v1/events`, {
    method: 'POST',
    headers: {
      'x-api-key': tenant.key,
      'ce-specversion': '1.0',
      'ce-id': 'u1',
      'ce-source': '/ris',
      'ce-type': 'untyped',
    },
    body: new Uint8Array(Buffer.from('{"a": 1.00}')),
  });
  expect(response.status).toBe(202);
  const [request] = await pipeline.receiver.waitFor(path, 1);
  expect(request?.body.toString()).toBe('{"a": 1.00}');
  expect(request?.headers['content-type']).toBe('application/json');
});

it('names what is wrong with an event, by its member or its header', async () => {
  const structured = await pipeline.ingest(tenant.key, '{"specversion":"1.0"}', 'application/cloudevents+json');
  expect(structured).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_FAILED' } } });
  expect(structured.body.error.details[0]).toEqual({ field: 'id', reason: 'is required' });
  const binary = await pipeline.ingest(tenant.key, '{', 'application/json', { 'ce-id': '1', 'ce-specversion': '1.0' });
  const fields = binary.body.error.details.map(({ field }: { field: string }) => field);
  expect(fields).toEqual(['body', 'ce-source', 'ce-type']);
});

describe('a request with an Idempotency-Key', () => {
  it('is answered the same ids when it is sent again, and delivered once', async () => {
    const path = await binaryWebhook('once');
    const body = '[{"type":"once","data":1},{"type":"once","data":2},{"id":"own","type":"once","data":3}]';
    const publish = () =>
      pipeline.ingest(tenant.key, body, 'application/json', { 'idempotency-key': 'import-2026-03' });
    const duplicates = () => pipeline.counter('filter-router', 'carehook_events_duplicate_total');
    const before = await duplicates();
    const [first, second] = [await publish(), await publish()];
    expect(first.body.ids).toEqual([expect.stringMatching(/^key_/), expect.stringMatching(/^key_/), 'own']);
    expect(second).toMatchObject({ status: 202, body: first.body });
    await eventually(duplicates, (count) => count === before + 3);
    await pipeline.receiver.waitFor(path, 3);
    const ids = pipeline.receiver.received(path).map(({ headers }) => headers['ce-id']);
    expect(ids.sort()).toEqual([...first.body.ids].sort());
  });

  it('is another one in another tenant', async () => {
    const other = await pipeline.tenant('Other');
    const publish = (key: string) =>
      pipeline.ingest(key, '{"type":"a","data":1}', 'application/json', { 'idempotency-key': 'k' });
    const [mine, theirs] = await Promise.all([publish(tenant.key), publish(other.key)]);
    expect(mine.body.id).not.toBe(theirs.body.id);
  });

  it('is refused where the key is none', async () => {
    const headers = { 'idempotency-key': 'a b' };
    const answer = await pipeline.ingest(tenant.key, '{"type":"a","data":1}', 'application/json', headers);
    expect(answer).toMatchObject({ status: 400, body: { error: { details: [{ field: 'Idempotency-Key' }] } } });
  });
});
