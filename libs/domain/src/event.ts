/** What a producer says about an event: the CloudEvents 1.0 context attributes, and the tenant it belongs to. */
export interface EventAttributes {
  readonly tenantId: string;
  /** The producer's id, or `evt_…` made at ingest. Unique within (tenant, source). */
  readonly id: string;
  /** Dotted, for example `patient.created`. */
  readonly type: string;
  readonly source: string;
  /** What the event is about, for example a patient. May identify a person: never logged, never a Kafka key. */
  readonly subject?: string;
  /** RFC 3339. */
  readonly time: string;
  /** Media type of the data. */
  readonly contentType: string;
  /** CloudEvents extension attributes: lower-case names, string values. */
  readonly extensions: Readonly<Record<string, string>>;
}

/** What the data of an event is bound to when it is sealed: it opens for no other tenant and for no other event. */
export type EventIdentity = Pick<EventAttributes, 'tenantId' | 'source' | 'id'>;

/** An event's data as it is carried and kept: the producer's bytes, or these sealed under a key of its tenant's. */
export interface HeldData {
  readonly data: Buffer;
  /** The id of the data key; `undefined` where the data is in the clear. */
  readonly sealedUnder?: string | undefined;
}

/** Whether the data of a tenant's events is sealed in Kafka and in PostgreSQL. */
export const SEALINGS = ['off', 'on'] as const;
export type Sealing = (typeof SEALINGS)[number];

/** An event as it travels inside Carehook. Its data goes beside it as the producer's untouched bytes. */
export interface ClinicalEvent extends EventAttributes {
  /** UUIDv7 of the Kafka record's time and a hash of (tenant, source, id): equal whenever the record is read. */
  readonly uid: string;
  /** The Kafka record's timestamp, in milliseconds since 1970. */
  readonly acceptedAtMs: number;
}

/** Event types are dot-separated names of letters, digits, `_` and `-`, at most 128 characters. */
const EVENT_TYPE = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const MAX_EVENT_TYPE_LENGTH = 128;

export function isEventType(text: string): boolean {
  return text.length <= MAX_EVENT_TYPE_LENGTH && EVENT_TYPE.test(text);
}

/** A subscription pattern: an exact type (`patient.created`), everything below a prefix (`patient.*`), or `*`. */
export function isEventPattern(text: string): boolean {
  if (text === '*') return true;
  return isEventType(text.endsWith('.*') ? text.slice(0, -2) : text);
}

/** A type as people read it: `patient.status_changed` → `Patient status changed`. */
export function eventTypeName(type: string): string {
  const words = type.replaceAll(/[._-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * What becomes of an event whose data does not fit the schema of its type: nobody looks; it is delivered and marked; it
 * is refused.
 */
export const EVENT_VALIDATIONS = ['off', 'warn', 'reject'] as const;
export type EventValidation = (typeof EVENT_VALIDATIONS)[number];
export const DEFAULT_EVENT_VALIDATION: EventValidation = 'warn';
