import { Injectable } from '@nestjs/common';
import { ApiError } from '#domain';
import { DataSource, readHealth, type WebhookEntity } from '#postgres';
import { webhookJson } from '../../webhooks/webhook.json.js';
import { WebhooksReader } from '../../webhooks/webhooks.reader.js';
import { type WebhookAnswer, WebhooksService } from '../../webhooks/webhooks.service.js';
import { DIALECT } from './medilab.names.js';
import type { MedilabCreate, MedilabListQuery, MedilabUpdate } from './medilab.schema.js';
import { type MedilabWebhook, medilabWebhook, nativeCreate, nativeUpdate } from './medilab-webhook.map.js';

/** A tenant's MediLab webhooks in MediLab's words. Those of other dialects do not exist here. */
@Injectable()
export class MedilabWebhooks {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly reader: WebhooksReader,
    private readonly database: DataSource,
  ) {}

  /** @throws ApiError VALIDATION_FAILED */
  async create(tenantId: string, given: MedilabCreate): Promise<MedilabWebhook> {
    return medilabWebhook(await this.webhooks.create(tenantId, nativeCreate(given)), undefined);
  }

  /** Newest first. */
  async list(tenantId: string, { status, limit }: MedilabListQuery): Promise<MedilabWebhook[]> {
    const nativeStatus = status === 'inactive' ? 'disabled' : status;
    const { data } = await this.reader.list(tenantId, { limit, status: nativeStatus, dialect: DIALECT.name });
    const health = await readHealth(
      this.database.manager,
      data.map(({ id }) => id),
    );
    return data.map((webhook) => medilabWebhook(webhook, health.get(webhook.id)));
  }

  /** @throws ApiError NOT_FOUND */
  async get(tenantId: string, id: string): Promise<MedilabWebhook> {
    return this.one(webhookJson(await this.find(tenantId, id)));
  }

  /** @throws ApiError NOT_FOUND, VALIDATION_FAILED */
  async update(tenantId: string, id: string, change: MedilabUpdate): Promise<MedilabWebhook> {
    const { retryConfig } = await this.find(tenantId, id);
    return this.one(await this.webhooks.update(tenantId, id, nativeUpdate(change, retryConfig)));
  }

  /** @throws ApiError NOT_FOUND */
  async remove(tenantId: string, id: string): Promise<void> {
    await this.find(tenantId, id);
    await this.webhooks.remove(tenantId, id);
  }

  /** @throws ApiError NOT_FOUND */
  async find(tenantId: string, id: string): Promise<WebhookEntity> {
    const webhook = await this.reader.find(tenantId, id);
    if (webhook.dialect !== DIALECT.name) throw ApiError.notFound('this webhook');
    return webhook;
  }

  private async one(webhook: WebhookAnswer): Promise<MedilabWebhook> {
    const health = await readHealth(this.database.manager, [webhook.id]);
    return medilabWebhook(webhook, health.get(webhook.id));
  }
}
