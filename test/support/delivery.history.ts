import { expect } from 'vitest';
import { eventually, type PipelineInUse, type TestTenant, type TestWebhook } from './pipeline.js';
import { status } from './receiver.js';

/** A delivery as the API shows it. */
export interface DeliveryShown {
  readonly id: string;
  readonly eventUid: string;
  readonly status: string;
  readonly reason: string;
  readonly originDeliveryId: string | null;
  readonly acceptedAt: string;
  readonly [field: string]: unknown;
}

/** One request and no other: what fails is dead at once. */
const ONCE = { retryConfig: { maxRetries: 0 } };

/** What a tenant has sent, and what its admin does about it. */
export class DeliveryHistory {
  constructor(
    private readonly pipeline: PipelineInUse,
    private readonly tenant: TestTenant,
  ) {}

  post(path: string, body?: unknown) {
    return this.tenant.admin('POST', path, body);
  }

  /** Newest first, at most 200. `query` begins with `&`. */
  async of(webhook: TestWebhook, query = ''): Promise<DeliveryShown[]> {
    const { body } = await this.tenant.admin('GET', `/v1/webhooks/${webhook.id}/deliveries?limit=200${query}`);
    return body.data;
  }

  /** The webhook's deliveries, once there are so many and all stand there. */
  settled(webhook: TestWebhook, count: number, wanted: string): Promise<DeliveryShown[]> {
    return eventually(
      () => this.of(webhook),
      (all) => all.length === count && all.every((delivery) => delivery.status === wanted),
    );
  }

  async publish(type: string, count: number, data: object = {}): Promise<void> {
    const events = Array.from({ length: count }, (_, n) => ({ type, data: { ...data, n } }));
    expect((await this.pipeline.ingest(this.tenant.key, JSON.stringify(events))).status).toBe(202);
  }

  /** A webhook for the events `NAME.happened` at the path `/NAME`, which refuses them: its deliveries are dead. */
  async outage(name: string, count: number): Promise<TestWebhook> {
    this.pipeline.receiver.on(`/${name}`, status(500));
    const webhook = await this.tenant.webhook(`/${name}`, { events: [`${name}.happened`], ...ONCE });
    await this.publish(`${name}.happened`, count);
    await this.settled(webhook, count, 'dead');
    return webhook;
  }
}

export const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();
