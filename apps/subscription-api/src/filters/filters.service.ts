import { Injectable } from '@nestjs/common';
import { dialectNamed } from '#dialects';
import { ApiError, newEventId } from '#domain';
import { type Explanation, explain, type FilterSubject, isMeantFor, matchesEventType, parseFilter } from '#filters';
import type { FilterExplain } from '#payload-schemas';
import { DataSource } from '#postgres';
import { EventsReader } from '../events/events.reader.js';
import { defaultDialectOf } from '../tenants/default-dialect.js';
import { filterProblems } from '../webhooks/webhook.rules.js';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { subjectGiven, subjectRecorded } from './explained.event.js';

/** Whether filters match an event, and condition by condition why. Repeats no value of either. */
export interface FilterAnswer extends Explanation {
  readonly dialect: string;
}

/** The same for a webhook, with all else that decides whether it gets the event. */
export interface WebhookFilterAnswer extends FilterAnswer {
  readonly webhookId: string;
  readonly active: boolean;
  /** Whether one of the webhook's event patterns matches the event's type. */
  readonly typeMatched: boolean;
  readonly wouldDeliver: boolean;
}

/** Explains filters before or after they are saved, as the router would apply them. */
@Injectable()
export class FiltersService {
  constructor(
    private readonly database: DataSource,
    private readonly webhooks: WebhooksReader,
    private readonly events: EventsReader,
  ) {}

  /** @throws ApiError NOT_FOUND, VALIDATION_FAILED */
  async explain(tenantId: string, given: FilterExplain): Promise<FilterAnswer | WebhookFilterAnswer> {
    const { webhookId, filters = {}, dialect } = given;
    if (webhookId !== undefined) return this.explainWebhook(tenantId, webhookId, given);
    const subject = await this.subject(tenantId, given);
    return explainFilters(filters, dialect ?? (await defaultDialectOf(this.database, tenantId)), subject);
  }

  private async explainWebhook(tenantId: string, id: string, given: FilterExplain): Promise<WebhookFilterAnswer> {
    const { filters, dialect, active, events } = await this.webhooks.find(tenantId, id);
    const subject = await this.subject(tenantId, given);
    const answer = explainFilters(filters ?? {}, dialect, subject);
    const typeMatched =
      matchesEventType(events, subject.attributes.type) && isMeantFor({ id, events }, subject.attributes);
    return { webhookId: id, active, typeMatched, wouldDeliver: active && typeMatched && answer.matched, ...answer };
  }

  private async subject(tenantId: string, { event, eventId = '' }: FilterExplain): Promise<FilterSubject> {
    if (!event) return subjectRecorded(await this.events.find(tenantId, eventId));
    const nowMs = Date.now();
    return subjectGiven(event, { tenantId, id: newEventId(nowMs), time: new Date(nowMs).toISOString() });
  }
}

/** @throws ApiError VALIDATION_FAILED for filters that could not be saved */
function explainFilters(filters: Record<string, unknown>, dialect: string, subject: FilterSubject): FilterAnswer {
  const problems = filterProblems(filters, dialectNamed(dialect));
  if (problems.length > 0) throw ApiError.validation(problems);
  return { dialect, ...explain(parseFilter(filters, dialectNamed(dialect).filterAliases), subject) };
}
