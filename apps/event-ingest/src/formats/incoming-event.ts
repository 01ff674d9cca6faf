import type { EventAttributes, FieldProblem } from '#domain';

/** An event as it came over HTTP, checked; its tenant is the caller's. */
export interface IncomingEvent {
  readonly attributes: Omit<EventAttributes, 'tenantId'>;
  /** The bytes of `data` as the producer wrote them. */
  readonly data: Buffer;
  /** True where the producer gave no id and one was made that no other request will bear. */
  readonly idIsMade: boolean;
}

/** The event, or what is wrong with it. */
export type ParsedEvent = { readonly event: IncomingEvent } | { readonly problems: readonly FieldProblem[] };

/** What a format fills in where the producer is silent. */
export interface EventDefaults {
  readonly source: string;
  readonly nowMs: number;
  /** `index` is the event's place in its request, from 0. */
  makeId(index: number): string;
  /** Whether the same request sent again gets the same ids, so that they are as good as a producer's own. */
  readonly idsRepeat: boolean;
}

export const MAX_EVENTS_PER_REQUEST = 1_000;
