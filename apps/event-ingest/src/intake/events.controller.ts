import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { DataKeyDirectory, EventTypeDirectory } from '#directory';
import type { Caller } from '#domain';
import { ApiError, eventIdOfKey, newEventId } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { encodeEvent, GatheringProducer, isKafkaAway, KafkaUnavailable, TopicNames } from '#kafka';
import { Tracing } from '#telemetry';
import { parseEventsBody } from '../formats/events-body.parse.js';
import { refuseMisfits } from './data-schema.check.js';
import { EventIntakeMetrics } from './event-intake.metrics.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { RequestTraces } from './request.traces.js';
import { TenantShares } from './tenant.shares.js';

/** `POST /v1/events`: what is answered with 202 stands in Kafka, acknowledged by all in-sync replicas. */
@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly producer: GatheringProducer,
    private readonly topics: TopicNames,
    private readonly eventTypes: EventTypeDirectory,
    private readonly dataKeys: DataKeyDirectory,
    private readonly metrics: EventIntakeMetrics,
    private readonly shares: TenantShares,
    private readonly tracing: Tracing,
  ) {}

  @Post()
  @HttpCode(202)
  @Roles('producer', 'admin')
  async publish(
    @CurrentCaller() { tenantId }: Caller,
    @Headers() headers: IncomingHttpHeaders,
    @Body() body: Buffer | undefined,
  ): Promise<{ id: string } | { accepted: number; ids: string[] }> {
    const stopTimer = this.metrics.seconds.startTimer();
    const nowMs = Date.now();
    const key = idempotencyKeyOf(headers);
    const { events, single } = parseEventsBody(body ?? Buffer.alloc(0), headers, {
      source: `/${tenantId}`,
      nowMs,
      makeId: (index) => (key === undefined ? newEventId(nowMs) : eventIdOfKey(tenantId, key, index)),
      idsRepeat: key !== undefined,
    });
    refuseMisfits({ events, single }, tenantId, this.eventTypes);
    const traces = new RequestTraces(this.tracing, headers, nowMs);
    const records = events.map(({ attributes, data, idIsMade }) => {
      const event = { ...attributes, tenantId };
      const options = { idIsMade, isAnsweredFor: true, trace: traces.begin(event) };
      return encodeEvent(this.topics, event, this.dataKeys.seal(event, data), options);
    });
    await this.withinShare(tenantId, body?.length ?? 0, () => this.toKafka(records, traces));
    this.metrics.accepted.inc(events.length);
    stopTimer();
    const ids = events.map(({ attributes }) => attributes.id);
    return single ? { id: ids[0] ?? '' } : { accepted: ids.length, ids };
  }

  /** While Kafka is slow, a tenant that sends much takes nobody else's room. */
  private async withinShare(tenantId: string, bytes: number, publish: () => Promise<void>): Promise<void> {
    const giveBack = this.shares.take(tenantId, bytes);
    if (!giveBack) throw unavailable("too much of this tenant's waits to be stored; send the events again", '1');
    try {
      await publish();
    } finally {
      giveBack();
    }
  }

  private async toKafka(records: Parameters<GatheringProducer['publish']>[0], traces: RequestTraces): Promise<void> {
    try {
      await this.producer.publish(records);
      traces.end(true);
    } catch (error) {
      traces.end(false);
      if (!isKafkaAway(error)) throw error;
      const retryAfter = error instanceof KafkaUnavailable ? '5' : '1';
      throw unavailable('the events could not be stored; send them again', retryAfter);
    }
  }
}

function unavailable(message: string, retryAfter: string): ApiError {
  return new ApiError('UNAVAILABLE', message, undefined, { 'retry-after': retryAfter });
}
