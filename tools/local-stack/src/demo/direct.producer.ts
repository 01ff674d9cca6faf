import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';

export interface DirectEvent {
  readonly type: string;
  readonly source: string;
  readonly subject?: string;
  readonly data: unknown;
}

/** A clinical system that publishes to Kafka itself: CloudEvents 1.0, Kafka binding, binary mode. */
export class DirectProducer {
  private readonly producer: kafkajs.Producer;

  constructor(
    brokers: readonly string[],
    private readonly topic: string,
    private readonly tenant: string,
  ) {
    this.producer = new kafkajs.Kafka({
      clientId: 'carehook-demo',
      brokers: [...brokers],
      logLevel: kafkajs.logLevel.NOTHING,
    }).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  }

  connect(): Promise<void> {
    return this.producer.connect();
  }

  async publish({ type, source, subject, data }: DirectEvent): Promise<void> {
    const id = randomUUID();
    const headers = {
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: type,
      ce_source: source,
      ce_time: new Date().toISOString(),
      ce_tenant: this.tenant,
      ...(subject && { ce_subject: subject }),
      'content-type': 'application/json',
    };
    await this.producer.send({ topic: this.topic, messages: [{ key: id, value: JSON.stringify(data), headers }] });
  }

  disconnect(): Promise<void> {
    return this.producer.disconnect();
  }
}
