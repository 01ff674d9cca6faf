import { randomUUID } from 'node:crypto';
import {
  CompressionCodecs,
  CompressionTypes,
  type IHeaders,
  Kafka,
  type KafkaMessage,
  logLevel,
  type Message,
  Partitioners,
  type Producer,
} from 'kafkajs';
import { expect, vi } from 'vitest';
import { TOPICS, type Topic } from '#kafka';
import type { CarehookInUse } from './carehook.js';

/** The topics of a Carehook as an outsider with a plain Kafka client sees them. */
export class TopicsClient {
  private constructor(
    private readonly kafka: Kafka,
    private readonly prefix: string,
    private readonly producer: Producer,
  ) {}

  static async connect({ brokers, topicPrefix }: CarehookInUse): Promise<TopicsClient> {
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    return new TopicsClient(kafka, topicPrefix, producer);
  }

  /** Publishes to `events`. Returns the offset of the first of the messages, all of one partition. */
  async publish(messages: Message[], options: { compression?: number; topic?: string } = {}): Promise<Place> {
    const { compression = 0, topic = this.prefix + TOPICS.events } = options;
    const [placed] = await this.producer.send({ topic, messages, compression });
    return { topic, partition: placed?.partition ?? -1, offset: Number(placed?.baseOffset ?? -1) };
  }

  /** Reads a topic from its start until one of its records is wanted; returns that one. */
  async find(topic: Topic, isWanted: (message: KafkaMessage) => boolean): Promise<KafkaMessage> {
    const consumer = this.kafka.consumer({ groupId: `test-${randomUUID()}`, maxWaitTimeInMs: 100 });
    const found: KafkaMessage[] = [];
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [this.prefix + topic], fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message }) => {
          if (isWanted(message)) found.push(message);
        },
      });
      return await vi.waitFor(
        () => {
          const [message] = found;
          if (!message) throw new RangeError(`no such record in ${topic} yet`);
          return message;
        },
        { timeout: 15_000, interval: 50 },
      );
    } finally {
      await consumer.disconnect();
    }
  }

  /** All records that a topic holds now. */
  async readAll(topic: Topic): Promise<KafkaMessage[]> {
    const name = this.prefix + topic;
    const admin = this.kafka.admin();
    await admin.connect();
    const ends = (await admin.fetchTopicOffsets(name)).filter(({ low, high }) => low !== high);
    await admin.disconnect();
    const open = new Map(ends.map(({ partition, high }) => [partition, Number(high) - 1]));
    const found: KafkaMessage[] = [];
    if (open.size === 0) return found;
    const consumer = this.kafka.consumer({ groupId: `test-${randomUUID()}`, maxWaitTimeInMs: 100 });
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [name], fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ partition, message }) => {
          found.push(message);
          if (Number(message.offset) >= (open.get(partition) ?? 0)) open.delete(partition);
        },
      });
      await vi.waitFor(() => expect(open.size).toBe(0), { timeout: 30_000, interval: 50 });
    } finally {
      await consumer.disconnect();
    }
    return found;
  }

  async disconnect(): Promise<void> {
    await this.producer.disconnect();
  }
}

/**
 * Lets kafkajs compress with snappy, which it cannot by itself; only literals, as the format allows.
 * Source: https://github.com/google/snappy/blob/main/format_description.txt
 */
export function teachKafkajsSnappy(): void {
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => snappyLiterals(buffer),
    decompress: () => Promise.reject(new TypeError('this test only compresses')),
  });
}

function snappyLiterals(bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    if (rest <= 0x7f) break;
  }
  const pieces: Uint8Array[] = [Buffer.from(length)];
  for (let start = 0; start < bytes.length; start += 60) {
    const piece = bytes.subarray(start, start + 60);
    pieces.push(Buffer.from([(piece.length - 1) << 2]), piece);
  }
  return Buffer.concat(pieces);
}

export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Makes a topic as somebody else would, with the broker's defaults: producers' clocks, producers' compression. */
export async function makeForeignTopic(brokers: readonly string[], topic: string): Promise<void> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
}

/** The headers of a CloudEvent in Kafka's binary mode. */
export function cloudEventHeaders(
  tenant: string,
  id: string,
  type: string,
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: type,
    ce_source: '/test',
    ce_tenant: tenant,
    'content-type': 'application/json',
    ...more,
  };
}

/** Headers as text, and only the last where one was sent twice. */
export function headerTexts(headers: IHeaders | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, String(Array.isArray(value) ? value.at(-1) : value)]),
  );
}
