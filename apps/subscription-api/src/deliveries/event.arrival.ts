import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ApiError, MINUTE_MS, uuidTimeMs } from '#domain';
import { DataSource, type DeliveryEntity, EventEntity } from '#postgres';

/** An event and the outcome of its delivery are recorded by two consumers: the event may come later, by up to a second or so. */
const YOUNG_MS = MINUTE_MS;
const PATIENCE_MS = 2_000;
const POLL_MS = 50;

/** Finds the events of deliveries, also those that are about to be recorded. */
@Injectable()
export class EventArrival {
  constructor(private readonly database: DataSource) {}

  /** The recorded event of a delivery, without its data. @throws ApiError CONFLICT where there is none (any more) */
  async expect(
    delivery: Pick<DeliveryEntity, 'eventUid' | 'tenantId' | 'reason'>,
  ): Promise<Pick<EventEntity, 'uid' | 'erasureId'>> {
    if (delivery.reason === 'test')
      throw new ApiError('CONFLICT', 'this delivery was a test, which has no event to send');
    const isYoung = Date.now() - uuidTimeMs(delivery.eventUid) < YOUNG_MS;
    const until = isYoung ? Date.now() + PATIENCE_MS : 0;
    for (;;) {
      const event = await this.find(delivery);
      if (event) return event;
      if (Date.now() >= until) throw unrecorded(isYoung);
      await sleep(POLL_MS);
    }
  }

  private find({ eventUid, tenantId }: Pick<DeliveryEntity, 'eventUid' | 'tenantId'>): Promise<EventEntity | null> {
    return this.database.manager.findOne(EventEntity, {
      select: { uid: true, erasureId: true },
      where: { uid: eventUid, tenantId },
    });
  }
}

function unrecorded(isYoung: boolean): ApiError {
  return isYoung
    ? new ApiError('CONFLICT', 'the event of this delivery is not recorded yet: try again in a moment')
    : new ApiError('CONFLICT', 'the event of this delivery is no longer kept');
}
