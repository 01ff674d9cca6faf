import type { EventAttributes } from '#domain';

/** An event as it came over HTTP, checked; its tenant is the caller's. */
export interface IncomingEvent {
  readonly attributes: Omit<EventAttributes, 'tenantId'>;
  /** The bytes of `data` as the producer wrote them. */
  readonly data: Buffer;
  /** True where the producer gave no id and one was made. */
  readonly idIsMade: boolean;
}

/** What a format fills in where the producer is silent. */
export interface EventDefaults {
  readonly source: string;
  readonly nowMs: number;
  makeId(): string;
}

export const MAX_EVENTS_PER_REQUEST = 1_000;
