import type { ClinicalEvent } from './event.js';

/** Where a delivery stands. `delivered`, `dead` and `cancelled` are final. */
export const DELIVERY_STATUSES = ['pending', 'queued', 'delivered', 'dead', 'cancelled'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Why a delivery record stands in the deliveries topic. */
export type DeliveryReason = 'first' | 'retry' | 'replay' | 'test';

/** Where a delivery stands among those of its subject, for a webhook that wants them in order. */
export interface SubjectPlace {
  /** Names the subject without telling it: see `orderKey`. */
  readonly key: string;
  /** The offset of the event's record: events of one subject stand in one partition. */
  readonly sequence: number;
}

/** One event for one webhook on its way to a sender: the `meta` header of a record of the deliveries topic. */
export interface DeliveryMeta {
  readonly deliveryId: string;
  readonly webhookId: string;
  /** The attempt that is due, counted from 1. A deferral does not use one up. */
  readonly attempt: number;
  /** How often this delivery has been handed to Kafka, counted from 1: orders the outcomes of one delivery. */
  readonly handover: number;
  readonly reason: DeliveryReason;
  /** Where somebody asked for it by hand: its age counts from then, not from its event. */
  readonly askedAtMs?: number;
  readonly event: ClinicalEvent;
  /** Only where the webhook wants its deliveries in order. */
  readonly order?: SubjectPlace;
  /** False where the data is larger than `MAX_INLINE_DATA_BYTES` and must be read from PostgreSQL. */
  readonly dataInline: boolean;
  /** The id of the data key that the record's data is sealed under, where it is. */
  readonly sealedUnder?: string | undefined;
  /** What its router knew of the directory; none where it comes from PostgreSQL. */
  readonly directoryRevision?: number;
  /** The span that its event was routed in, where spans are recorded; else it goes on in the trace that its event names. */
  readonly traceparent?: string;
}

/** Data up to this size travels in the deliveries topic; larger data is read from PostgreSQL by the sender. */
export const MAX_INLINE_DATA_BYTES = 64 * 1024;
