import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryHistory } from '../support/delivery.history.js';
import { newTraceparent, OtlpCollector } from '../support/otlp.collector.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { failing, type ReceivedRequest } from '../support/receiver.js';
import { cloudEventHeaders, TopicsClient } from '../support/topics.js';

let collector: OtlpCollector;
let pipeline: Pipeline;
let tenant: TestTenant;
let topics: TopicsClient;

beforeAll(async () => {
  collector = await OtlpCollector.start();
  const OTEL_EXPORTER_OTLP_HEADERS = 'authorization=Bearer%20collectors';
  pipeline = await startPipeline({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS } });
  tenant = await pipeline.tenant('Traces');
  topics = await TopicsClient.connect(pipeline.carehook);
}, 120_000);
afterAll(async () => {
  await topics?.disconnect();
  await pipeline?.stop();
  await collector?.stop();
});

const eventOf = (name: string, more: object = {}) => JSON.stringify({ type: `${name}.happened`, data: {}, ...more });

async function publish(body: string, headers: Record<string, string>, contentType?: string): Promise<void> {
  const { status, text } = await pipeline.ingest(tenant.key, body, contentType, headers);
  expect(status, text).toBe(202);
}

/** A webhook for the events `NAME.happened` at the path `/NAME`. */
const webhookAt = (name: string, settings: object = {}) =>
  tenant.webhook(`/${name}`, { events: [`${name}.happened`], ...settings });

const firstAt = async (name: string) => (await pipeline.receiver.waitFor(`/${name}`, 1))[0] as ReceivedRequest;

describe('a trace that its producer sampled', () => {
  it('goes over HTTP through every stage to the receiver', async () => {
    const { id: webhookId } = await webhookAt('http');
    const producer = newTraceparent();
    await publish(eventOf('http'), { traceparent: producer.text, tracestate: 'vendor=a,other=b' });
    const { headers, deliveryId } = await firstAt('http');
    const [ingest, route, deliver] = await collector.ofTrace(producer.traceId, 3);

    expect(ingest).toMatchObject({ name: 'ingest', service: 'event-ingest', parentSpanId: producer.spanId });
    expect(route).toMatchObject({ name: 'route', service: 'filter-router', parentSpanId: ingest?.spanId });
    expect(deliver).toMatchObject({ name: 'deliver', service: 'delivery-worker', parentSpanId: route?.spanId });
    expect(headers).toMatchObject({
      traceparent: `00-${producer.traceId}-${deliver?.spanId}-01`,
      tracestate: 'vendor=a,other=b',
    });
    const everywhere = { 'carehook.tenant.id': tenant.id, 'carehook.event.type': 'http.happened' };
    expect(ingest?.attributes).toEqual(everywhere);
    expect(route?.attributes).toEqual({ ...everywhere, 'carehook.deliveries': 1 });
    expect(deliver?.attributes).toEqual({
      ...everywhere,
      ...{ 'carehook.webhook.id': webhookId, 'carehook.delivery.id': deliveryId, 'carehook.attempt': 1 },
      ...{ 'carehook.reason': 'first', 'carehook.outcome': 'ok', 'carehook.next': 'delivered' },
      'http.response.status_code': 200,
    });
    expect(collector.authorizations).toEqual(new Set(['Bearer collectors']));
  });

  it('goes from a Kafka record’s header to the receiver', async () => {
    await webhookAt('kafka');
    const producer = newTraceparent();
    const more = { traceparent: producer.text, tracestate: 'vendor=a' };
    await topics.publish([{ value: '{}', headers: cloudEventHeaders(tenant.id, 'k1', 'kafka.happened', more) }]);
    const { headers } = await firstAt('kafka');
    const [route, deliver] = await collector.ofTrace(producer.traceId, 2);
    expect(route).toMatchObject({ name: 'route', parentSpanId: producer.spanId });
    expect(deliver).toMatchObject({ name: 'deliver', parentSpanId: route?.spanId });
    expect(headers.traceparent).toBe(`00-${producer.traceId}-${deliver?.spanId}-01`);
    expect(headers.tracestate).toBe('vendor=a');
  });

  it('is the one that an event names itself, whatever its request says, and a CloudEvent keeps that attribute', async () => {
    await webhookAt('named', { dialect: 'cloudevents' });
    pipeline.receiver.permit('/named', { 'WebHook-Allowed-Origin': '*' });
    const [event, request] = [newTraceparent(), newTraceparent()];
    const body = { specversion: '1.0', id: 'n1', source: '/t', traceparent: event.text };
    await publish(eventOf('named', body), { traceparent: request.text }, 'application/cloudevents+json');
    const received = await firstAt('named');
    const spans = await collector.ofTrace(event.traceId, 3);
    expect(spans.map(({ name }) => name)).toEqual(['ingest', 'route', 'deliver']);
    expect(JSON.parse(received.body.toString())).toMatchObject({ traceparent: event.text });
    expect(received.headers.traceparent).toBe(`00-${event.traceId}-${spans[2]?.spanId}-01`);
    expect(collector.spans.filter(({ traceId }) => traceId === request.traceId)).toEqual([]);
  });

  it('goes on over retries and replays, each attempt with a span of its own', async () => {
    pipeline.receiver.on('/again', failing(1, 503));
    const webhook = await webhookAt('again', { dialect: 'zarish-sphere', retryConfig: { retryDelay: 100 } });
    const producer = newTraceparent();
    await publish(eventOf('again'), { traceparent: producer.text });
    await pipeline.receiver.waitFor('/again', 2);
    const history = new DeliveryHistory(pipeline, tenant);
    const [delivery] = await history.settled(webhook, 1, 'delivered');
    expect((await tenant.admin('POST', `/v1/deliveries/${delivery?.id}/replay`)).status).toBe(201);
    const requests = await pipeline.receiver.waitFor('/again', 3);

    const spans = (await collector.ofTrace(producer.traceId, 5)).filter(({ name }) => name === 'deliver');
    expect(spans.map(({ hasFailed, attributes }) => [hasFailed, attributes['carehook.reason']])).toEqual([
      [true, 'first'],
      [false, 'retry'],
      [false, 'replay'],
    ]);
    expect(requests.map(({ headers }) => headers.traceparent)).toEqual(
      spans.map(({ spanId }) => `00-${producer.traceId}-${spanId}-01`),
    );
  });
});

describe('a request of several events', () => {
  const batched = (name: string) => {
    pipeline.receiver.permit(`/${name}`, { 'WebHook-Allowed-Origin': '*' });
    return webhookAt(name, { dialect: 'cloudevents', batch: { maxEvents: 2, maxWaitMs: 60_000 } });
  };

  it('bears the trace that all of them are of', async () => {
    await batched('together');
    const producer = newTraceparent();
    await publish(`[${eventOf('together')},${eventOf('together')}]`, { traceparent: producer.text });
    const { headers } = await firstAt('together');
    const spans = (await collector.ofTrace(producer.traceId, 6)).filter(({ name }) => name === 'deliver');
    expect(spans.map(({ attributes }) => attributes['carehook.batch.size'])).toEqual([2, 2]);
    expect(spans.map(({ spanId }) => `00-${producer.traceId}-${spanId}-01`)).toContain(headers.traceparent);
  });

  it('bears none where they are of several, and each has its span in its own', async () => {
    await batched('apart');
    const producers = [newTraceparent(), newTraceparent()];
    const events = producers.map(({ text }) => eventOf('apart', { traceparent: text }));
    await publish(`[${events.join()}]`, {});
    expect((await firstAt('apart')).headers).not.toHaveProperty('traceparent');
    for (const { traceId } of producers) {
      expect((await collector.ofTrace(traceId, 3)).map(({ name }) => name)).toEqual(['ingest', 'route', 'deliver']);
    }
  });
});

describe('nothing is exported', () => {
  /** What was published before it has been exported when its spans have. */
  async function afterOneMore(name: string): Promise<void> {
    const later = newTraceparent();
    await publish(eventOf(name), { traceparent: later.text });
    await collector.ofTrace(later.traceId, 3);
  }

  it('of a trace that is not sampled, which goes on to the receiver as it came', async () => {
    await webhookAt('unsampled');
    const producer = newTraceparent(false);
    await publish(eventOf('unsampled'), { traceparent: producer.text, tracestate: 'vendor=a' });
    const { headers } = await firstAt('unsampled');
    expect(headers).toMatchObject({ traceparent: producer.text, tracestate: 'vendor=a' });
    await afterOneMore('unsampled');
    expect(collector.text).not.toContain(producer.traceId);
  });

  it('of events that are in no trace, or in what is none; their receivers get no header', async () => {
    await webhookAt('none');
    const before = collector.spans.length;
    await publish(eventOf('none'), {});
    await publish(eventOf('none'), { tracestate: 'vendor=a' });
    await publish(eventOf('none'), { traceparent: newTraceparent().text.toUpperCase() });
    await publish(eventOf('none', { traceparent: 'mine' }), {});
    for (const { headers } of await pipeline.receiver.waitFor('/none', 4)) {
      expect(headers).not.toHaveProperty('traceparent');
      expect(headers).not.toHaveProperty('tracestate');
    }
    await afterOneMore('none');
    expect(collector.spans.slice(before).map(({ name }) => name)).toEqual(['ingest', 'route', 'deliver']);
  });
});

it('a collector that is away stops no event, and the log says it once', async () => {
  const away = await OtlpCollector.start();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: away.url };
  await away.stop();
  const other = await startPipeline({ env });
  try {
    const clinic = await other.tenant('Away');
    await clinic.webhook('/away');
    const body = eventOf('away');
    const send = () => other.ingest(clinic.key, body, 'application/json', { traceparent: newTraceparent().text });
    expect((await send()).status).toBe(202);
    const { logFile } = other.carehook.app('event-ingest');
    const complaints = async () => (await readFile(logFile, 'utf8')).split('spans cannot be exported').length - 1;
    await eventually(complaints, (count) => count === 1);
    expect((await send()).status).toBe(202);
    await other.receiver.waitFor('/away', 2);
  } finally {
    await other.stop();
  }
  expect(await readFile(other.carehook.app('event-ingest').logFile, 'utf8')).toContain('spans cannot be exported');
}, 120_000);
