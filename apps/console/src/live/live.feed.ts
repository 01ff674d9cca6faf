import type { Delivery, DeliveryStatus } from '../api/api.types';

/** How an attempt ended, as the live stream shows it. */
export interface LiveDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly eventUid: string;
  readonly eventType: string;
  readonly reason: Delivery['reason'];
  readonly attempt: number;
  readonly result: 'succeeded' | 'failed' | 'deferred' | 'cancelled';
  readonly code: string;
  readonly statusCode: number | null;
  readonly durationMs: number | null;
  readonly status: DeliveryStatus;
  readonly nextAttemptAt: string | null;
  readonly acceptedAt: string;
}

/** As many as anybody looks at. */
export const MAX_ROWS = 200;
/** Nobody reads more at once, and drawing them takes time: the others are counted as left out. */
const MAX_NEW_ROWS = 25;
/** The pace is an average of so long. */
const PACE_MS = 10_000;

/** What came in at once: how much of it arrived here, and how much the server left out. */
interface Beat {
  readonly atMs: number;
  readonly seen: number;
  readonly failed: number;
  readonly skipped: number;
  /** Not all that arrived became rows. */
  readonly isSampled: boolean;
}

/** What a live view shows. It changes as a whole, a few times a second, however much comes in. */
export interface Feed {
  /** The newest first; each delivery once, as its last attempt left it. */
  readonly rows: readonly LiveDelivery[];
  readonly beats: readonly Beat[];
  readonly sinceMs: number;
}

export interface Pace {
  readonly perSecond: number;
  /** Percent of what arrived; null where nothing did. */
  readonly failedShare: number | null;
  /** Only part of it was shown. */
  readonly isSampled: boolean;
}

export function emptyFeed(nowMs: number): Feed {
  return { rows: [], beats: [], sinceMs: nowMs };
}

/** What came in since the last time, the oldest first, and how many the server left out. */
export function fed(feed: Feed, arrived: readonly LiveDelivery[], skipped: number, nowMs: number): Feed {
  const beats = feed.beats.filter(({ atMs }) => atMs > nowMs - PACE_MS);
  if (arrived.length === 0 && skipped === 0) return beats.length === feed.beats.length ? feed : { ...feed, beats };
  const failed = arrived.filter(({ result }) => result === 'failed').length;
  const shown = arrived.slice(-MAX_NEW_ROWS);
  const byId = new Map<string, LiveDelivery>();
  for (const row of shown.toReversed()) if (!byId.has(row.id)) byId.set(row.id, row);
  for (const row of feed.rows) {
    if (byId.size >= MAX_ROWS) break;
    if (!byId.has(row.id)) byId.set(row.id, row);
  }
  return {
    ...feed,
    rows: [...byId.values()],
    beats: [...beats, { atMs: nowMs, seen: arrived.length, failed, skipped, isSampled: shown.length < arrived.length }],
  };
}

export function paceOf({ beats, sinceMs }: Feed, nowMs: number): Pace {
  const sum = (name: 'seen' | 'failed' | 'skipped') => beats.reduce((total, beat) => total + beat[name], 0);
  const [seen, skipped] = [sum('seen'), sum('skipped')];
  const seconds = Math.max(1_000, Math.min(PACE_MS, nowMs - sinceMs)) / 1_000;
  return {
    perSecond: (seen + skipped) / seconds,
    failedShare: seen === 0 ? null : (sum('failed') * 100) / seen,
    isSampled: skipped > 0 || beats.some((beat) => beat.isSampled),
  };
}

/** The recorded deliveries with what is newer of them from the stream, and what came in since before them. */
export function withLive(recorded: readonly Delivery[], live: readonly LiveDelivery[]): Delivery[] {
  const newer = new Map(live.map((row) => [row.id, row]));
  const known = recorded.map((delivery) => {
    const row = newer.get(delivery.id);
    newer.delete(delivery.id);
    return row && row.attempt >= delivery.attempts && !isFinal(delivery)
      ? { ...delivery, ...standingOf(row) }
      : delivery;
  });
  return [...[...newer.values()].map(deliveryOf), ...known].slice(0, Math.max(MAX_ROWS, recorded.length));
}

function isFinal({ status }: Delivery): boolean {
  return status === 'delivered' || status === 'cancelled';
}

function standingOf({ status, attempt, nextAttemptAt, code, statusCode }: LiveDelivery) {
  return { status, attempts: attempt, nextAttemptAt, lastCode: code, lastStatusCode: statusCode };
}

function deliveryOf(row: LiveDelivery): Delivery {
  const { id, eventUid, eventType, webhookId, reason, acceptedAt } = row;
  const unknown = { eventId: null, originDeliveryId: null, expiresAt: acceptedAt, updatedAt: acceptedAt };
  return { id, eventUid, eventType, webhookId, reason, acceptedAt, ...unknown, ...standingOf(row) };
}
