import { isUuid, uuidFloor } from '#domain';

/** How an event is found: by its uid, or by its own id among the uids of a span of time. */
export type EventAddress =
  | { readonly uid: string }
  | { readonly id: string; readonly fromUid: string; readonly toUid: string };

const MADE_AT_INGEST = /^evt_([0-9a-f]{12})[0-9a-f]{20}$/;
/** Clocks differ, and Kafka may have taken its time. */
const BEFORE_MS = 60_000;
const AFTER_MS = 15 * 60_000;

/**
 * What a path may name an event by: its uid, or the `evt_…` that ingest answered, which carries the time and so leads to
 * the right partition. A producer's own id does not, and would mean a search through all of them.
 */
export function eventAddress(text: string): EventAddress | undefined {
  if (isUuid(text)) return { uid: text };
  const time = MADE_AT_INGEST.exec(text)?.[1];
  if (time === undefined) return undefined;
  const madeAtMs = Number.parseInt(time, 16);
  return {
    id: text,
    fromUid: uuidFloor(Math.max(madeAtMs - BEFORE_MS, 0)),
    toUid: uuidFloor(Math.min(madeAtMs + AFTER_MS, MAX_UUID_TIME_MS)),
  };
}

const MAX_UUID_TIME_MS = 2 ** 48 - 1;
