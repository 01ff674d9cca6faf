import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';
import type { ReceivedRequest } from '../support/receiver.js';

const DIALECTS = ['cloudevents', 'cloudevents-binary'] as const;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const HL7 = 'MSH|^~\\&|LAB|"A"\rPID|1||é\r';

let pipeline: PipelineInUse;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await joinPipeline();
  tenant = await pipeline.tenant('CloudEvents');
});
afterAll(() => pipeline?.stop());

/** What the official SDK makes of a request; it checks the event against the schema of CloudEvents 1.0. */
function sdkReads({ headers, body }: ReceivedRequest): CloudEvent<unknown> {
  const event = HTTP.toEvent({ headers, body: body.toString() });
  if (!(event instanceof CloudEvent)) throw new TypeError('several events');
  expect(event.validate()).toBe(true);
  return event;
}

const lastCode = async (webhookId: string) => {
  const { body } = await tenant.admin('GET', `/v1/webhooks/${webhookId}/deliveries`);
  return (body.data[0] ?? {}) as { lastCode?: string; lastStatusCode?: number; status?: string };
};

describe.each(DIALECTS)('a webhook of the dialect %s', (dialect) => {
  it('gets what the SDK reads, signed, after one question for its permission', async () => {
    const path = `/signed-${dialect}`;
    pipeline.receiver.permit(path, { 'WebHook-Allowed-Origin': 'carehook' });
    await tenant.webhook(path, { dialect, secret: SECRET, events: ['patient.created'] });
    const data = { patient: { id: 'p-1', weight: 72.5 } };
    const event = {
      type: 'patient.created',
      source: '/ris',
      subject: 'Süd 7',
      time: '2026-03-07T15:30:00Z',
      ward: '7',
    };
    const ids = ['a', 'b', 'c'].map((each) => `${dialect}-${each}`);
    await Promise.all(ids.map((id) => tenant.publish({ ...event, id, data })));

    const requests = await pipeline.receiver.waitFor(path, ids.length);
    expect(requests.map((request) => sdkReads(request).id).sort()).toEqual(ids);
    for (const request of requests) {
      new Webhook(SECRET).verify(request.body, request.headers as Record<string, string>);
      expect(request.headers['webhook-request-origin']).toBe('carehook');
      expect(sdkReads(request)).toMatchObject({ type: 'patient.created', source: '/ris', ward: '7', data });
    }
    expect(decodeURIComponent(sdkReads(requests[0] as ReceivedRequest).subject ?? '')).toBe('Süd 7');
    expect(pipeline.receiver.asked(path).map((headers) => headers['webhook-request-origin'])).toEqual(['carehook']);
  });

  it('gets nothing until its receiver permits it, and then what has waited', async () => {
    const path = `/refused-${dialect}`;
    const retryConfig = { maxRetries: 5, retryDelay: 1_000, backoffStrategy: 'fixed' };
    const { id } = await tenant.webhook(path, { dialect, events: ['patient.refused'], retryConfig });
    await tenant.publish({ type: 'patient.refused', data: { n: 1 } });
    const refused = await eventually(
      () => lastCode(id),
      (delivery) => delivery.lastCode !== undefined,
    );
    expect(refused).toMatchObject({ lastCode: 'handshake_refused', lastStatusCode: 405, status: 'pending' });
    expect(pipeline.receiver.received(path)).toEqual([]);

    pipeline.receiver.permit(path, { 'WebHook-Allowed-Origin': '*' });
    const [request] = await pipeline.receiver.waitFor(path, 1);
    expect(request && sdkReads(request)).toMatchObject({ type: 'patient.refused', data: { n: 1 } });
    expect(request?.headers).not.toHaveProperty('webhook-signature');
    expect(pipeline.receiver.asked(path).length).toBeGreaterThanOrEqual(2);
  });

  it('asks again once the webhook was changed', async () => {
    const path = `/changed-${dialect}`;
    pipeline.receiver.permit(path, { 'WebHook-Allowed-Origin': '*' });
    const { id } = await tenant.webhook(path, { dialect, events: ['patient.changed'] });
    await tenant.publish({ type: 'patient.changed', data: 1 });
    await pipeline.receiver.waitFor(path, 1);
    await tenant.admin('PATCH', `/v1/webhooks/${id}`, { description: 'another' });
    await tenant.publish({ type: 'patient.changed', data: 2 });
    await pipeline.receiver.waitFor(path, 2);
    expect(pipeline.receiver.asked(path)).toHaveLength(2);
  });

  it('gets HL7 v2 that came over HTTP', async () => {
    const path = `/hl7-${dialect}`;
    pipeline.receiver.permit(path, { 'WebHook-Allowed-Origin': '*' });
    await tenant.webhook(path, { dialect, events: ['lab.hl7'] });
    const headers = { 'ce-specversion': '1.0', 'ce-id': `hl7-${dialect}`, 'ce-source': '/lab', 'ce-type': 'lab.hl7' };
    const answer = await pipeline.ingest(tenant.key, Buffer.from(HL7), 'application/hl7-v2', headers);
    expect(answer).toMatchObject({ status: 202, body: { id: `hl7-${dialect}` } });
    const [request] = await pipeline.receiver.waitFor(path, 1);
    if (!request) return expect.unreachable();
    expect(sdkReads(request)).toMatchObject({ datacontenttype: 'application/hl7-v2', data: HL7 });
    if (dialect === 'cloudevents-binary') expect(request.body.toString()).toBe(HL7);
  });
});
