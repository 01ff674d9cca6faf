import { Injectable } from '@nestjs/common';
import { DataKeyDirectory, EventTypeDirectory } from '#directory';
import { ApiError, EVENT_LIMITS, type EventAttributes, eventProblems, type FieldProblem, newEventId } from '#domain';
import { encodeEvent, GatheringProducer, isKafkaAway, TopicNames } from '#kafka';
import { JsonSpanError, objectMembers } from '#raw-json';
import type { MedilabTrigger } from './medilab.schema.js';

const DEFAULT_SOURCE = 'manual';

/** Our names of attributes, and the fields of the body that they come from. */
const FIELD_OF: Readonly<Record<string, string>> = { type: 'event_type', correlationid: 'correlation_id' };

/** Publishes events by hand, into the same topic as event-ingest does. */
@Injectable()
export class MedilabEvents {
  constructor(
    private readonly producer: GatheringProducer,
    private readonly topics: TopicNames,
    private readonly eventTypes: EventTypeDirectory,
    private readonly dataKeys: DataKeyDirectory,
  ) {}

  /**
   * Publishes one event and returns its id once Kafka's in-sync replicas have it.
   *
   * @param given what JSON.parse made of `body`: tells the attributes
   * @param body the request's own bytes: `event_data` is cut out of them unchanged
   * @throws ApiError VALIDATION_FAILED, UNAVAILABLE
   */
  async trigger(tenantId: string, given: MedilabTrigger, body: Buffer): Promise<string> {
    const attributes = attributesOf(tenantId, given, Date.now());
    const problems = eventProblems(attributes).map(({ field, reason }) => ({
      field: FIELD_OF[field] ?? field,
      reason,
    }));
    const data = eventData(body);
    problems.push(...this.misfits(tenantId, given));
    if (!Buffer.isBuffer(data)) problems.push(data);
    else if (problems.length === 0) {
      await this.publish(attributes, data);
      return attributes.id;
    }
    throw ApiError.validation(problems);
  }

  /** What its type's schema says against the data, for a tenant that wants such events refused. */
  private misfits(tenantId: string, { event_type, event_data }: MedilabTrigger): FieldProblem[] {
    if (this.eventTypes.validationOf(tenantId) !== 'reject') return [];
    const problems = this.eventTypes.problems(tenantId, event_type, event_data) ?? [];
    return problems.map(({ field, reason }) => ({ field: field.replace(/^data/, 'event_data'), reason }));
  }

  private async publish(attributes: EventAttributes, data: Buffer): Promise<void> {
    const held = this.dataKeys.seal(attributes, data);
    try {
      await this.producer.publish([
        encodeEvent(this.topics, attributes, held, { idIsMade: true, isAnsweredFor: true }),
      ]);
    } catch (error) {
      if (!isKafkaAway(error)) throw error;
      throw new ApiError('UNAVAILABLE', 'the event could not be stored; send it again');
    }
  }
}

function attributesOf(tenantId: string, given: MedilabTrigger, nowMs: number): EventAttributes {
  const { event_type: type, source, correlation_id: correlationId } = given;
  return {
    tenantId,
    id: newEventId(nowMs),
    type,
    source: source ?? DEFAULT_SOURCE,
    time: new Date(nowMs).toISOString(),
    contentType: 'application/json',
    extensions: typeof correlationId === 'string' ? { correlationid: correlationId } : {},
  };
}

/** The bytes of `event_data`, or what is wrong with them. */
function eventData(body: Buffer): Buffer | FieldProblem {
  try {
    const data = objectMembers(body).get('event_data');
    if (!data) return { field: 'event_data', reason: 'is required' };
    const isTooLarge = data.length > EVENT_LIMITS.maxDataBytes;
    return isTooLarge ? { field: 'event_data', reason: `is larger than ${EVENT_LIMITS.maxDataBytes} bytes` } : data;
  } catch (error) {
    if (error instanceof JsonSpanError) return { field: 'body', reason: 'has a field twice' };
    throw error;
  }
}
