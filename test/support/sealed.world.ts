import { randomUUID } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { expect } from 'vitest';
import { TOPICS, type Topic } from '#kafka';
import { eventually, type Pipeline, startPipeline, type TestTenant } from './pipeline.js';
import { headerTexts, TopicsClient } from './topics.js';

/** Stands in all data that is published here, and so nowhere else. */
export const MARKER = 'Zaphod-Beeblebrox';
export const EXACT = `{"name": "${MARKER}", "amount": 1.00, "ward":"7"}`;

/** What PostgreSQL holds of an event. */
export interface StoredEvent {
  readonly uid: string;
  readonly data: Buffer;
  readonly data_key_id: string | null;
  readonly schema_problems: string[] | null;
}

/** A pipeline with tenants that seal, and a look into its topics and tables. */
export class SealedWorld {
  private constructor(
    readonly pipeline: Pipeline,
    readonly topics: TopicsClient,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<SealedWorld> {
    const pipeline = await startPipeline({ env });
    return new SealedWorld(pipeline, await TopicsClient.connect(pipeline.carehook));
  }

  async stop(): Promise<void> {
    await this.topics.disconnect();
    await this.pipeline.stop();
  }

  /** event-ingest knows within a second that a tenant seals. */
  async sealedTenant(name: string): Promise<TestTenant> {
    const made = await this.pipeline.tenant(name);
    const { body } = await made.admin('PATCH', `/v1/tenants/${made.id}`, { sealing: 'on' });
    expect(body.sealing).toBe('on');
    await eventually(
      async () => {
        const id = await this.publish(made.key, 'nobody.cares', '{}');
        return headerTexts((await this.recordOf(TOPICS.events, id)).headers);
      },
      (headers) => 'carehook-sealed' in headers,
    );
    return made;
  }

  /** Publishes data of these bytes over HTTP. Returns the event's id. */
  async publish(key: string, type: string, data: string): Promise<string> {
    const id = randomUUID();
    const answer = await this.pipeline.ingest(key, `{"id":"${id}","type":"${type}","subject":"s","data":${data}}`);
    expect(answer.status, answer.text).toBe(202);
    return id;
  }

  /** The record of an event, or of its first delivery. */
  recordOf(topic: Topic, eventId: string): Promise<KafkaMessage> {
    return this.topics.find(topic, ({ headers }) => {
      const texts = headerTexts(headers);
      return texts.ce_id === eventId || (texts.meta?.includes(`"id":"${eventId}"`) ?? false);
    });
  }

  async rowOf(eventId: string): Promise<StoredEvent> {
    const rows = await eventually(
      async () => (await this.pipeline.carehook.database.query('select * from events where id = $1', [eventId])).rows,
      ({ length }) => length === 1,
    );
    return rows[0] as StoredEvent;
  }

  async keysOf({ id, admin }: TestTenant): Promise<{ id: string; seals: boolean }[]> {
    return (await admin('GET', `/v1/tenants/${id}/data-keys`)).body.data;
  }

  /** Returns the new key's id. */
  async rotate({ id, admin }: TestTenant): Promise<string> {
    return (await admin('POST', `/v1/tenants/${id}/data-keys`)).body.id;
  }

  drop({ id, admin }: TestTenant, keyId: string, body: unknown = { confirm: 'erase' }) {
    return admin('DELETE', `/v1/tenants/${id}/data-keys/${keyId}`, body);
  }

  /** The webhook's newest delivery, once it is as it is to be. */
  async deliveryOf({ admin }: TestTenant, webhookId: string, isIt: (delivery: { status: string }) => boolean) {
    const deliveries = await eventually(
      async () => (await admin('GET', `/v1/webhooks/${webhookId}/deliveries`)).body.data,
      (data) => data.length > 0 && isIt(data[0]),
    );
    return deliveries[0] as { readonly id: string; readonly lastCode: string };
  }

  /** What the tables of events and requests hold, as text. */
  async everythingStored(): Promise<string> {
    const tables = ['events', 'deliveries', 'attempts', 'audit_log', 'tenant_data_keys'];
    const texts = await Promise.all(
      tables.map(async (table) => {
        const { rows } = await this.pipeline.carehook.database.query(`select * from ${table}`);
        return rows.map((row) => Object.values(row).map(textOf).join('\n')).join('\n');
      }),
    );
    return texts.join('\n');
  }
}

function textOf(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value);
}
