import { CloudEvent, type KafkaEvent, Kafka as SdkKafka } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import { decodeEvent, parseEventData } from './event.codec.js';
import type { ConsumedRecord } from './record.js';
import { TopicNames } from './topics.js';

const TOPICS = new TopicNames({ KAFKA_TOPIC_PREFIX: 'carehook.', EVENT_TOPICS: [] });
const ATTRIBUTES = {
  id: 'e1',
  source: '/ris',
  type: 'patient.created',
  time: '2026-03-07T15:30:00.000Z',
  subject: 'p1',
  tenant: 'clinic-a',
  ward: '7',
  partitionkey: 'p1',
};
const HL7 = 'MSH|^~\\&|LAB|"A"\rPID|1||é';
const DICOM = Buffer.from('4449434d0001fffe', 'hex');

/** As Kafka gives back what the SDK wrote: kafkajs drops headers that are not set. */
function consumed(message: ReturnType<typeof SdkKafka.binary>): ConsumedRecord {
  const headers = Object.entries(message.headers).filter(([, value]) => value !== undefined);
  return {
    topic: 'carehook.events',
    partition: 0,
    offset: 0,
    timestampMs: Date.UTC(2026, 2, 7, 15, 30, 1),
    key: Buffer.from(String(message.key)),
    value: Buffer.from(message.value as string | Buffer),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, Buffer.from(String(value))])),
  };
}

const eventWith = (datacontenttype: string, data: unknown) =>
  new CloudEvent({ ...ATTRIBUTES, datacontenttype, data }) as unknown as KafkaEvent<unknown>;

const CASES: readonly (readonly [string, string, unknown, string | Buffer])[] = [
  ['text', 'application/hl7-v2', HL7, HL7],
  ['bytes', 'application/dicom', DICOM, DICOM],
];

describe.each(['binary', 'structured'] as const)('what the CloudEvents SDK writes to Kafka in %s mode', (mode) => {
  it.each(CASES)('is read with its attributes and its data: %s', (_what, contentType, data, bytes) => {
    const { event, ...decoded } = decodeEvent(TOPICS, consumed(SdkKafka[mode](eventWith(contentType, data))));
    expect(event).toMatchObject({
      id: 'e1',
      source: '/ris',
      type: 'patient.created',
      time: ATTRIBUTES.time,
      subject: 'p1',
      tenantId: 'clinic-a',
      contentType,
      extensions: { ward: '7', partitionkey: 'p1' },
    });
    expect(decoded.data.equals(Buffer.from(bytes as string))).toBe(true);
    expect(decoded.idIsProducers).toBe(true);
  });

  it('is read with its JSON', () => {
    // In binary mode the SDK leaves writing the JSON to its user.
    const data = { amount: 1 };
    const event = eventWith('application/json', mode === 'binary' ? JSON.stringify(data) : data);
    const decoded = decodeEvent(TOPICS, consumed(SdkKafka[mode](event)));
    expect(parseEventData(decoded.event, decoded.data)).toEqual(data);
    expect(decoded.data.toString()).toBe('{"amount":1}');
  });

  it('keeps its dataschema', () => {
    const dataschema = 'https://schemas.example/patient/1';
    const event = new CloudEvent({ ...ATTRIBUTES, dataschema, data: '{}' }) as unknown as KafkaEvent<unknown>;
    expect(decodeEvent(TOPICS, consumed(SdkKafka[mode](event))).event.extensions).toMatchObject({ dataschema });
  });
});
