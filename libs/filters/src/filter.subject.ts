import type { EventAttributes } from '#domain';

/** What a filter looks at. `data` is as `JSON.parse` gives it, and `undefined` where the event's data is not JSON. */
export interface FilterSubject {
  readonly attributes: EventAttributes;
  readonly data: unknown;
}

/**
 * A subject whose data is read when a filter first needs it, and once only. `read` answers `undefined` for data that is
 * not JSON; what it throws comes out of whichever match needed the data.
 */
export function lazySubject(attributes: EventAttributes, read: () => unknown): FilterSubject {
  let known: { readonly data: unknown } | undefined;
  return {
    attributes,
    get data() {
      known ??= { data: read() };
      return known.data;
    },
  };
}
