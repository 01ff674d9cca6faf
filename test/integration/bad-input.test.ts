import { CompressionTypes, type Message } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TOPICS } from '#kafka';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import {
  cloudEventHeaders,
  headerTexts,
  makeForeignTopic,
  TopicsClient,
  teachKafkajsSnappy,
} from '../support/topics.js';

/** A topic of one tenant's own, made by its owner. */
const OWN_TOPIC = `hospital-${crypto.randomUUID()}.events`;

let pipeline: Pipeline;
let topics: TopicsClient;
let tenant: TestTenant;

beforeAll(async () => {
  teachKafkajsSnappy();
  await makeForeignTopic(inject('brokers'), OWN_TOPIC);
  pipeline = await startPipeline({ env: { EVENT_TOPICS: `${OWN_TOPIC}=bad-input` } });
  topics = await TopicsClient.connect(pipeline.carehook);
  tenant = await pipeline.tenant('Bad input');
  expect(tenant.id).toBe('bad-input');
});
afterAll(async () => {
  await topics?.disconnect();
  await pipeline?.stop();
});

/** Publishes one event and waits until it is delivered and recorded: nothing before it stands in the way. */
async function expectThatEventsFlow(publish: () => Promise<unknown>): Promise<void> {
  const path = `/flows-${crypto.randomUUID()}`;
  const webhook = await tenant.webhook(path, { events: ['sound.event'] });
  await publish();
  const [request] = await pipeline.receiver.waitFor(path, 1);
  await eventually(
    () => tenant.admin('GET', `/v1/deliveries/${request?.deliveryId}`),
    ({ body }) => body.status === 'delivered' && body.eventId !== null,
  );
  await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`);
}

describe('POST /v1/events', () => {
  const deep = `${'['.repeat(150)}${']'.repeat(150)}`;
  it.each([
    ['broken JSON', '{"type":"a.b","data":', 400, 'MALFORMED_BODY', /not valid JSON/],
    ['JSON that nests too deep', `{"type":"a.b","data":${deep}}`, 400, 'MALFORMED_BODY', /deep/],
    ['text that is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, 'MALFORMED_BODY', /UTF-8/i],
    ['no event', '', 400, 'MALFORMED_BODY', /not valid JSON/],
    ['an empty array', '[]', 400, 'VALIDATION_FAILED', [['body', 'holds no event']]],
    [
      'an event without type and data',
      '{}',
      400,
      'VALIDATION_FAILED',
      [
        ['data', 'required'],
        ['type', 'required'],
      ],
    ],
    ['a number as type', '{"type":1,"data":1}', 400, 'VALIDATION_FAILED', [['type', 'must be a string']]],
    ['a type with spaces', '{"type":"a b","data":1}', 400, 'VALIDATION_FAILED', [['type', 'dotted']]],
    [
      'a time of its own kind',
      '{"type":"a.b","data":1,"time":"7.3.2026"}',
      400,
      'VALIDATION_FAILED',
      [['time', 'RFC']],
    ],
    ['an extension in capitals', '{"type":"a.b","data":1,"Org":"x"}', 400, 'VALIDATION_FAILED', [['Org', 'lower']]],
    ['a tenant', '{"type":"a.b","data":1,"tenant":"x"}', 400, 'VALIDATION_FAILED', [['tenant', 'not taken']]],
    ['data twice', '{"type":"a.b","data":1,"data":2}', 400, 'VALIDATION_FAILED', [['event', 'twice']]],
    [
      'an id with a control character',
      '{"id":"\\u0000","type":"a.b","data":1}',
      400,
      'VALIDATION_FAILED',
      [['id', 'control']],
    ],
    [
      'one bad event of three',
      '[{"type":"a.b","data":1},{"type":"a.b"},7]',
      400,
      'VALIDATION_FAILED',
      [
        ['[1].data', 'required'],
        ['[2].event', 'object'],
      ],
    ],
  ] as const)('refuses %s with what is wrong and where', async (_, body, status, code, expected) => {
    const answer = await pipeline.ingest(tenant.key, body);
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } });
    if (expected instanceof RegExp) return expect(answer.body.error.message).toMatch(expected);
    const details = expected.map(([field, reason]) => ({ field, reason: expect.stringContaining(reason) }));
    expect(answer.body.error.details).toEqual(details);
  });

  it.each([
    ['data over 10 MiB', `{"type":"a.b","data":"${'x'.repeat(10.5 * 1024 * 1024)}"}`, 400, 'VALIDATION_FAILED'],
    ['a body over 12 MiB', `{"type":"a.b","data":"${'x'.repeat(13 * 1024 * 1024)}"}`, 413, 'PAYLOAD_TOO_LARGE'],
  ])('refuses %s', async (_, body, status, code) => {
    expect(await pipeline.ingest(tenant.key, body)).toMatchObject({ status, body: { error: { code } } });
  });

  it('refuses another content type', async () => {
    expect(await pipeline.ingest(tenant.key, 'a', 'text/plain')).toMatchObject({
      status: 415,
      body: { error: { code: 'UNSUPPORTED_MEDIA_TYPE' } },
    });
  });

  it('refuses a key that nobody has', async () => {
    expect(await pipeline.ingest('chk_wrong', '{"type":"a.b","data":1}')).toMatchObject({
      status: 401,
      body: { error: { code: 'UNAUTHENTICATED' } },
    });
  });

  it('accepts sound events after all of that', async () => {
    await expectThatEventsFlow(() => tenant.publish({ type: 'sound.event', data: 1 }));
  });
});

describe('POST /v1/webhooks', () => {
  const url = 'https://receiver.example.org/hooks';
  const events = ['patient.created'];
  it.each([
    ['an unknown field', { url, events, colour: 'red' }, 'colour'],
    ['a URL that is none', { url: 'receiver', events }, 'url'],
    ['plain http to the internet', { url: 'http://receiver.example.org', events }, 'url'],
    ['an address of a private network', { url: 'https://10.0.0.1/', events }, 'url'],
    ['a number as URL', { url: 7, events }, 'url'],
    ['a pattern in the middle', { url, events: ['patient.*.created'] }, 'events.0'],
    ['no events', { url, events: [] }, 'events'],
    ['an unknown operator in a filter', { url, events, filters: { amount: { above: 3 } } }, 'filters.amount.above'],
    ['a negative retry delay', { url, events, retryConfig: { retryDelay: -1 } }, 'retryConfig.retryDelay'],
    ['an unknown dialect', { url, events, dialect: 'klingon' }, 'dialect'],
  ])('refuses %s, naming the field and the reason', async (_, body, field) => {
    const answer = await tenant.admin('POST', '/v1/webhooks', body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_FAILED' } } });
    expect(answer.body.error.details).toContainEqual({ field, reason: expect.stringMatching(/./) });
  });
});

describe('a Kafka record', () => {
  const headers = (more: Record<string, string> = {}) =>
    cloudEventHeaders(tenant.id, crypto.randomUUID(), 'sound.event', more);
  const structured = (more: string) => ({
    headers: { 'content-type': 'application/cloudevents+json' },
    value: `{"specversion":"1.0","id":"${crypto.randomUUID()}","type":"sound.event","source":"/s","tenant":"${tenant.id}","data":1,${more}}`,
  });
  const bad: [string, string, () => Message][] = [
    ['without headers', 'not_an_event', () => ({ value: '{}' })],
    ['without a value', 'null_value', () => ({ value: null, headers: headers() })],
    ['of an unknown tenant', 'unknown_tenant', () => ({ value: '1', headers: headers({ ce_tenant: 'nobody' }) })],
    ['with broken JSON', 'invalid_json', () => ({ value: '{"a":', headers: headers() })],
    ['of another specversion', 'not_an_event', () => ({ value: '1', headers: headers({ ce_specversion: '0.3' }) })],
    ['with a bad type', 'invalid_attribute', () => ({ value: '1', headers: headers({ ce_type: 'a b' }) })],
    ['with a member twice in its envelope', 'invalid_json', () => structured('"data":2')],
    ['with an attribute that PostgreSQL cannot hold', 'invalid_attribute', () => structured('"org":"\\ud800"')],
    [
      'with NUL in its content type',
      'invalid_attribute',
      () => ({ value: '1', headers: headers({ 'content-type': 'a\0b' }) }),
    ],
  ];

  it.each(bad)('%s goes to events.rejected as %s, untouched, and stops nothing', async (_, reason, make) => {
    const message = { key: 'k', ...make() };
    const place = await topics.publish([message]);
    await expectThatEventsFlow(() => topics.publish([{ key: 'k', value: '1', headers: headers() }]));

    const rejected = await topics.find(TOPICS.rejected, ({ headers: found }) => {
      const texts = headerTexts(found);
      return texts['rejected-offset'] === `${place.offset}` && texts['rejected-partition'] === `${place.partition}`;
    });
    expect(rejected.key?.toString()).toBe('k');
    expect(rejected.value?.toString()).toBe(message.value?.toString());
    expect(headerTexts(rejected.headers)).toEqual({
      ...headerTexts(message.headers),
      'rejected-reason': expect.stringMatching(new RegExp(`^${reason}: `)),
      'rejected-topic': place.topic,
      'rejected-partition': String(place.partition),
      'rejected-offset': String(place.offset),
    });
  });

  it('that is too large to be published once more is named in events.rejected, and stops nothing', async () => {
    // In a topic that keeps records compressed it fits; unpacked it fits nowhere.
    const large = { key: 'k', value: Buffer.alloc(14 * 1024 * 1024, '1'), headers: headers() };
    const place = await topics.publish([large], { topic: OWN_TOPIC, compression: CompressionTypes.GZIP });
    await expectThatEventsFlow(() => topics.publish([{ key: 'k', value: '1', headers: headers() }]));
    const rejected = await topics.find(
      TOPICS.rejected,
      (message) =>
        headerTexts(message.headers)['rejected-topic'] === place.topic &&
        headerTexts(message.headers)['rejected-offset'] === `${place.offset}`,
    );
    expect(headerTexts(rejected.headers)['rejected-reason']).toMatch(/^too_large: /);
    expect(rejected.value).toBeNull();
  });

  it("without a sound timestamp, in a topic of its tenant's own, stops nothing", async () => {
    await topics.publish([{ key: 'k', value: '1', headers: headers(), timestamp: '-1' }], { topic: OWN_TOPIC });
    await topics.publish([{ key: 'k', value: '1', headers: headers(), timestamp: '1' }], { topic: OWN_TOPIC });
    await expectThatEventsFlow(() =>
      topics.publish([{ key: 'k', value: '1', headers: headers({ ce_tenant: 'somebody-else' }) }], {
        topic: OWN_TOPIC,
      }),
    );
  });

  it('compressed with what kafkajs cannot read is delivered all the same', async () => {
    const event = { key: 'k', value: '1', headers: headers() };
    await expectThatEventsFlow(() => topics.publish([event], { compression: CompressionTypes.Snappy }));
  });

  it('with an id that its producer used before is delivered once', async () => {
    const webhook = await tenant.webhook('/once', { events: ['once.*'] });
    const ofType = (type: string, id: string) => ({ ...headers({ ce_type: type }), ce_id: id });
    const event = { key: 'k', value: '1', headers: ofType('once.first', 'same-id') };
    await topics.publish([event, event]);
    await topics.publish([event]);
    await tenant.publish({ type: 'once.first', id: 'same-id', source: '/test', data: 1 });
    await topics.publish([{ ...event, headers: ofType('once.last', 'other-id') }]);

    await eventually(
      () => pipeline.counter('filter-router', 'carehook_events_duplicate_total'),
      (count) => count === 3,
    );
    await pipeline.receiver.waitFor('/once', 2);
    const { body } = await eventually(
      () => tenant.admin('GET', `/v1/webhooks/${webhook.id}/deliveries`),
      (answer) => answer.body.data.length >= 2,
    );
    expect(body.data.map((delivery: { eventType: string }) => delivery.eventType).sort()).toEqual([
      'once.first',
      'once.last',
    ]);
    expect(pipeline.receiver.received('/once')).toHaveLength(2);
  });
});
