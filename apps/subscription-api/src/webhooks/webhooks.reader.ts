import { Injectable } from '@nestjs/common';
import { ApiError, isUuid } from '#domain';
import type { WebhookListQuery } from '#payload-schemas';
import { DataSource, type EntityManager, IsNull, WebhookEntity } from '#postgres';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { type WebhookJson, webhookJson } from './webhook.json.js';

/** Finds a tenant's own webhooks; to everybody else they do not exist. */
@Injectable()
export class WebhooksReader {
  constructor(private readonly database: DataSource) {}

  /** With its secrets. @throws ApiError NOT_FOUND */
  async find(tenantId: string, id: string, manager: EntityManager = this.database.manager): Promise<WebhookEntity> {
    const webhook = isUuid(id) && (await ownWebhooks(manager, tenantId).andWhere('webhook.id = :id', { id }).getOne());
    if (!webhook) throw ApiError.notFound('this webhook');
    return webhook;
  }

  /** For what only makes sense where deliveries are made now. @throws ApiError NOT_FOUND, CONFLICT */
  async findActive(tenantId: string, id: string): Promise<WebhookEntity> {
    const webhook = await this.find(tenantId, id);
    if (!webhook.active) throw new ApiError('CONFLICT', 'the webhook is disabled: activate it first');
    return webhook;
  }

  /** Newest first; of one dialect where it is given. */
  async list(
    tenantId: string,
    { limit, cursor, status, dialect, q }: WebhookListQuery & { readonly dialect?: string },
  ): Promise<Page<WebhookJson>> {
    const query = ownWebhooks(this.database.manager, tenantId);
    const before = keyOfCursor(cursor, isUuid);
    if (before) query.andWhere('webhook.id < :before', { before });
    if (status) query.andWhere('webhook.active = :active', { active: status !== 'disabled' });
    if (status === 'failing') query.andWhere(FAILS);
    if (q) query.andWhere(HOLDS_TEXT, { q });
    if (dialect) query.andWhere('webhook.dialect = :dialect', { dialect });
    const rows = await query
      .orderBy('webhook.id', 'DESC')
      .take(limit + 1)
      .getMany();
    return pageOf(rows, limit, ({ id }) => id, webhookJson);
  }

  /** All that speak one dialect, oldest first, without their secrets. */
  listOfDialect(tenantId: string, dialect: string): Promise<WebhookEntity[]> {
    return this.database.manager.find(WebhookEntity, {
      where: { tenantId, dialect, deletedAt: IsNull() },
      order: { id: 'ASC' },
    });
  }

  /** Without their secrets. */
  listActive(tenantId: string): Promise<WebhookEntity[]> {
    return this.database.manager.findBy(WebhookEntity, { tenantId, active: true, deletedAt: IsNull() });
  }

  countActive(tenantId: string): Promise<number> {
    return this.database.manager.countBy(WebhookEntity, { tenantId, active: true, deletedAt: IsNull() });
  }
}

/** Its last request failed. */
const FAILS = 'exists (select from webhook_health h where h.webhook_id = webhook.id and h.consecutive_failures > 0)';
/** A line of its own for each, so that nothing is found across two of them. */
const HOLDS_TEXT = `strpos(lower(concat_ws(E'\\n', webhook.name, webhook.url, webhook.description)), lower(:q)) > 0`;

function ownWebhooks(manager: EntityManager, tenantId: string) {
  return manager
    .createQueryBuilder(WebhookEntity, 'webhook')
    .leftJoinAndSelect('webhook.secrets', 'secret')
    .where('webhook.tenantId = :tenantId and webhook.deletedAt is null', { tenantId });
}
