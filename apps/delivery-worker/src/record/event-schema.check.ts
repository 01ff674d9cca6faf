import { Inject, Injectable } from '@nestjs/common';
import { DataErased, DataKeyDirectory, EventTypeDirectory } from '#directory';
import { type DecodedEvent, parseEventData, RecordRejected } from '#kafka';
import type { RecordedEvent } from '#postgres';
import { DataUnsealable } from '#signing';
import { Counter, Registry } from '#telemetry';

/** Marks events whose data does not fit the schema of their type. They are delivered all the same. */
@Injectable()
export class EventSchemaCheck {
  private readonly misfits: Counter;

  constructor(
    private readonly eventTypes: EventTypeDirectory,
    private readonly dataKeys: DataKeyDirectory,
    @Inject(Registry) registry: Registry,
  ) {
    this.misfits = new Counter({
      name: 'carehook_event_schema_problems_total',
      help: 'Recorded events whose data does not fit the schema of their type',
      registers: [registry],
    });
  }

  /**
   * Each event with its problems, if any. Data is opened and parsed only where there is a schema to check it against.
   * @throws DataKeyUnavailable
   */
  checked(events: readonly DecodedEvent[]): RecordedEvent[] {
    return events.map((decoded) => ({ ...decoded, schemaProblems: this.problemsOf(decoded) }));
  }

  /** Once they are written: a batch that fails is read again. */
  count(events: readonly RecordedEvent[]): void {
    this.misfits.inc(events.filter(({ schemaProblems }) => schemaProblems !== undefined).length);
  }

  /** Under `reject` too: what the router refuses is recorded, with the reason. */
  private problemsOf(decoded: DecodedEvent): string[] | undefined {
    const { tenantId, type } = decoded.event;
    if (this.eventTypes.validationOf(tenantId) === 'off' || !this.eventTypes.hasSchema(tenantId, type))
      return undefined;
    const data = this.parsedOrNothing(decoded);
    const problems = data === undefined ? undefined : this.eventTypes.problems(tenantId, type, data);
    return problems?.length ? problems.map(({ field, reason }) => `${field}: ${reason}`) : undefined;
  }

  /** What is not JSON is not checked, nor what cannot be opened; the router rejects what should be either. */
  private parsedOrNothing(decoded: DecodedEvent): unknown {
    try {
      return parseEventData(decoded.event, this.dataKeys.unseal(decoded.event, decoded));
    } catch (error) {
      if (error instanceof RecordRejected || error instanceof DataUnsealable || error instanceof DataErased)
        return undefined;
      throw error;
    }
  }
}
