import type { Hour } from '../api/api.types';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

export interface Bucket {
  /** Its begin, in milliseconds since 1970. */
  readonly at: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** All hours of a day, or all days of more, oldest first: those in which nothing happened too. */
export function bucketsOf(hourly: readonly Hour[], hours: number, nowMs: number): Bucket[] {
  const widthMs = hours <= DAY_HOURS ? HOUR_MS : HOUR_MS * DAY_HOURS;
  const count = Math.ceil((hours * HOUR_MS) / widthMs);
  const endMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS + HOUR_MS;
  const startMs = endMs - count * widthMs;
  return Array.from({ length: count }, (_, index) => {
    const at = startMs + index * widthMs;
    const inside = hourly.filter(({ hour }) => Date.parse(hour) >= at && Date.parse(hour) < at + widthMs);
    const sum = (name: 'succeeded' | 'failed') => inside.reduce((total, hour) => total + hour[name], 0);
    return { at, succeeded: sum('succeeded'), failed: sum('failed') };
  });
}
