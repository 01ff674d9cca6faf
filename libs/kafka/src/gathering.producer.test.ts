import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, ProducerBatch } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '#telemetry';
import {
  GatheringProducer,
  type GatheringProducerOptions,
  KafkaUnavailable,
  type OutgoingRecord,
  ProducerBacklogFull,
} from './gathering.producer.js';

interface Send {
  readonly batch: ProducerBatch;
  readonly acknowledge: () => void;
  readonly fail: (error: Error) => void;
}

/** kafkajs' producer as far as it is used here: a send is under way until the test settles it. */
class FakeProducer {
  readonly sends: Send[] = [];
  connected = false;
  disconnects = 0;

  constructor(private readonly kafka: FakeKafka) {}

  async connect(): Promise<void> {
    if (this.kafka.unreachable) throw new Error('unreachable');
    this.connected = true;
  }

  async disconnect(): Promise<void> {
    this.connected = false;
    this.disconnects += 1;
  }

  sendBatch(batch: ProducerBatch): Promise<void> {
    if (!this.connected) return Promise.reject(new Error('not connected'));
    return new Promise((resolve, reject) => {
      const send = { batch, acknowledge: resolve, fail: reject };
      this.sends.push(send);
      if (this.kafka.acknowledgesAtOnce) resolve();
    });
  }
}

class FakeKafka {
  readonly producers: FakeProducer[] = [];
  unreachable = false;
  acknowledgesAtOnce = false;
  options: unknown;

  producer(options: unknown): FakeProducer {
    this.options = options;
    const producer = new FakeProducer(this);
    this.producers.push(producer);
    return producer;
  }

  get sends(): Send[] {
    return this.producers.flatMap(({ sends }) => sends);
  }

  /** The values of each send, as `topic:value`. */
  get sent(): string[][] {
    return this.sends.map(({ batch }) =>
      (batch.topicMessages ?? []).flatMap(({ topic, messages }) =>
        messages.map(({ value }) => `${topic}:${String(value)}`),
      ),
    );
  }

  /** The send of this number, counted from 1, as soon as it is under way. */
  async send(number: number): Promise<Send> {
    return vi.waitFor(() => {
      const send = this.sends[number - 1];
      if (!send) throw new Error(`send ${number} is not under way`);
      return send;
    });
  }
}

let kafka: FakeKafka;
beforeEach(() => {
  kafka = new FakeKafka();
});
/** What nobody acknowledged would fail by its time-out, in the midst of another test. */
afterEach(() => {
  kafka.acknowledgesAtOnce = true;
  for (const { acknowledge } of kafka.sends) acknowledge();
});

function producerWith(options: GatheringProducerOptions = {}): GatheringProducer {
  return new GatheringProducer(kafka as unknown as Kafka, createLogger('test', 'silent'), options);
}

function record(value: string, topic = 't'): OutgoingRecord {
  return { topic, key: 'k', value };
}

/** Whether a promise is settled already, and how. */
function watch(promise: Promise<unknown>): { state: string } {
  const watched = { state: 'pending' };
  promise.then(
    () => (watched.state = 'resolved'),
    (error: Error) => (watched.state = error.name),
  );
  return watched;
}

describe('GatheringProducer', () => {
  it('sends at once when idle, to all in-sync replicas, as an idempotent producer with one request in flight', async () => {
    const published = producerWith().publish([{ topic: 't', key: 'k', value: 'v', headers: { h: '1' } }]);
    const { batch, acknowledge } = await kafka.send(1);
    expect(batch).toMatchObject({
      acks: -1,
      topicMessages: [{ topic: 't', messages: [{ key: 'k', value: 'v', headers: { h: '1' } }] }],
    });
    expect(kafka.options).toMatchObject({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    acknowledge();
    await expect(published).resolves.toBeUndefined();
  });

  it('puts calls of one turn into one send', async () => {
    const producer = producerWith();
    void producer.publish([record('1')]);
    void producer.publish([record('2', 'u'), record('3')]);
    await kafka.send(1);
    expect(kafka.sent).toEqual([['t:1', 't:3', 'u:2']]);
  });

  it('gathers while a send is in flight, in the order of the calls', async () => {
    const producer = producerWith();
    void producer.publish([record('1')]);
    const first = await kafka.send(1);
    for (const value of ['2', '3', '4']) void producer.publish([record(value)]);
    expect(kafka.sent).toEqual([['t:1']]);
    expect(producer.backlog.records).toBe(3);
    first.acknowledge();
    await kafka.send(2);
    expect(kafka.sent).toEqual([['t:1'], ['t:2', 't:3', 't:4']]);
    expect(kafka.producers).toHaveLength(1);
  });

  it('waits for company before each send, where it is told to', async () => {
    const producer = producerWith({ minGapMs: 40 });
    void producer.publish([record('1')]);
    await sleep(5);
    expect(kafka.sent).toEqual([]);
    void producer.publish([record('2')]);
    await kafka.send(1);
    expect(kafka.sent).toEqual([['t:1', 't:2']]);
  });

  it('splits what was gathered by the number of records, and resolves a call with its last one', async () => {
    const producer = producerWith({ maxBatchRecords: 2 });
    const call = watch(producer.publish(['1', '2', '3'].map((value) => record(value))));
    (await kafka.send(1)).acknowledge();
    const second = await kafka.send(2);
    expect(kafka.sent).toEqual([['t:1', 't:2'], ['t:3']]);
    expect(call.state).toBe('pending');
    second.acknowledge();
    await vi.waitFor(() => expect(call.state).toBe('resolved'));
  });

  it('splits what was gathered by bytes, and sends a record that is larger than that alone', async () => {
    kafka.acknowledgesAtOnce = true;
    const producer = producerWith({ maxBatchBytes: 400 });
    await producer.publish([record('a'.repeat(100)), record('b'.repeat(100)), record('c'.repeat(1_000)), record('d')]);
    expect(kafka.sent.map((values) => values.map((value) => value.slice(2, 3)).join(''))).toEqual(['ab', 'c', 'd']);
  });

  it('sends what is published right after an acknowledgement', async () => {
    kafka.acknowledgesAtOnce = true;
    const producer = producerWith();
    for (const value of ['1', '2', '3']) await producer.publish([record(value)]);
    expect(kafka.sent).toEqual([['t:1'], ['t:2'], ['t:3']]);
  });

  it('has nothing to do for no records', async () => {
    await expect(producerWith().publish([])).resolves.toBeUndefined();
    expect(kafka.producers).toEqual([]);
  });
});

describe('a send that fails', () => {
  it('rejects its calls with KafkaUnavailable, and the next send has a new producer', async () => {
    const producer = producerWith();
    const failing = producer.publish([record('1')]);
    const cause = new Error('not enough replicas');
    const first = await kafka.send(1);
    const later = producer.publish([record('2')]);
    first.fail(cause);
    await expect(failing).rejects.toThrow(KafkaUnavailable);
    await expect(failing).rejects.toMatchObject({ cause });

    (await kafka.send(2)).acknowledge();
    await expect(later).resolves.toBeUndefined();
    const [spoiled, fresh] = kafka.producers;
    expect(kafka.producers).toHaveLength(2);
    expect(spoiled).toMatchObject({ connected: false, disconnects: 1 });
    expect(fresh?.sends).toHaveLength(1);
  });

  it('rejects a call of which only a part was acknowledged', async () => {
    const producer = producerWith({ maxBatchRecords: 1 });
    const call = watch(producer.publish([record('1'), record('2')]));
    (await kafka.send(1)).acknowledge();
    (await kafka.send(2)).fail(new Error('gone'));
    await vi.waitFor(() => expect(call.state).toBe('KafkaUnavailable'));
  });

  it('leaves no bytes in the backlog', async () => {
    const producer = producerWith();
    const failing = producer.publish([record('1')]);
    (await kafka.send(1)).fail(new Error('gone'));
    await expect(failing).rejects.toThrow(KafkaUnavailable);
    expect(producer.backlog).toEqual({ records: 0, bytes: 0 });
  });

  it('is also one that cannot connect, and connecting is tried again with the next', async () => {
    kafka.unreachable = true;
    const producer = producerWith();
    await expect(producer.publish([record('1')])).rejects.toThrow(KafkaUnavailable);
    kafka.unreachable = false;
    kafka.acknowledgesAtOnce = true;
    await expect(producer.publish([record('2')])).resolves.toBeUndefined();
    expect(kafka.producers).toHaveLength(2);
  });
});

describe('the backlog', () => {
  it('refuses a call when it is full, and takes calls again when it is not', async () => {
    const producer = producerWith({ maxBacklogBytes: 500 });
    const first = producer.publish([record('x'.repeat(600))]);
    const refused = producer.publish([record('2')]);
    await expect(refused).rejects.toThrow(ProducerBacklogFull);
    await expect(refused).rejects.toMatchObject({ backlogBytes: expect.any(Number) });
    (await kafka.send(1)).acknowledge();
    await first;
    kafka.acknowledgesAtOnce = true;
    await expect(producer.publish([record('3')])).resolves.toBeUndefined();
    expect(kafka.sent.flat()).not.toContain('t:2');
  });
});

describe('connecting and closing', () => {
  it('connects once, before the first record needs it', async () => {
    kafka.acknowledgesAtOnce = true;
    const producer = producerWith();
    await producer.connect();
    await producer.connect();
    await producer.publish([record('1')]);
    expect(kafka.producers).toHaveLength(1);
  });

  it('sends what is waiting before it disconnects', async () => {
    const producer = producerWith();
    const published = producer.publish([record('1')]);
    const closed = watch(producer.close());
    const send = await kafka.send(1);
    expect(closed.state).toBe('pending');
    send.acknowledge();
    await published;
    await vi.waitFor(() => expect(closed.state).toBe('resolved'));
    expect(kafka.producers[0]).toMatchObject({ connected: false, disconnects: 1 });
  });
});
