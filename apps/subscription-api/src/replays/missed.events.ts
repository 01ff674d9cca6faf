import { Injectable } from '@nestjs/common';
import { dialectNamed } from '#dialects';
import { type ClinicalEvent, deliveryId } from '#domain';
import { isMeantFor, matches, parseFilter } from '#filters';
import { parseEventData, RecordRejected } from '#kafka';
import { DataSource, readEventPage, type WebhookEntity, withoutDelivery } from '#postgres';
import { EventUnsealer } from '../events/event.unsealer.js';
import { refuseTooMany } from './selection.size.js';

/** Where to look. Uids are `uuidFloor`s: the first one that is in, and the first that is not. */
export interface MissedSpan {
  readonly fromUid: string;
  readonly toUid: string;
  readonly eventTypes?: readonly string[];
}

/** An event that a webhook wants now and has no delivery of, and the id that this delivery should have. */
export interface MissedEvent {
  readonly event: ClinicalEvent;
  readonly deliveryId: string;
}

/** Finds what a webhook missed because it was made later, or was disabled meanwhile. */
@Injectable()
export class MissedEvents {
  constructor(
    private readonly database: DataSource,
    private readonly unsealer: EventUnsealer,
  ) {}

  /** Page by page, oldest first, so that memory holds no more than one. @throws ApiError VALIDATION_FAILED: too many events */
  async *of(webhook: WebhookEntity, { fromUid, toUid, eventTypes }: MissedSpan): AsyncGenerator<MissedEvent[]> {
    const { id: webhookId, tenantId, events: patterns } = webhook;
    const wants = wantedBy(webhook);
    let afterUid = fromUid;
    for (let seen = 0; ; ) {
      const span = { tenantId, afterUid, toUid, patterns, eventTypes };
      const page = await readEventPage(this.database, span);
      const last = page.at(-1);
      if (!last) return;
      afterUid = last.event.uid;
      seen += page.length;
      refuseTooMany(seen, 'from', 'events to look through');
      const opened = await this.unsealer.openEach(page);
      const wanted = page
        .filter(({ event }, index) => wants(event, opened[index]))
        .map(({ event }) => {
          return { event, deliveryId: deliveryId(event.acceptedAtMs, event.uid, webhookId) };
        });
      const missing = await withoutDelivery(
        this.database,
        wanted.map((missed) => missed.deliveryId),
      );
      yield wanted.filter((missed) => missing.has(missed.deliveryId));
    }
  }
}

/** As the router decides it: what it rejects, because its data is not what it says or cannot be had, is nobody's. */
function wantedBy(webhook: WebhookEntity): (event: ClinicalEvent, data: Buffer | undefined) => boolean {
  const { filters, dialect } = webhook;
  const filter = filters ? parseFilter(filters, dialectNamed(dialect).filterAliases) : undefined;
  return (event, bytes) => {
    if (bytes === undefined || !isMeantFor(webhook, event)) return false;
    try {
      const data = parseEventData(event, bytes);
      return !filter || matches(filter, { attributes: event, data });
    } catch (error) {
      if (error instanceof RecordRejected) return false;
      throw error;
    }
  };
}
