import { ApiError } from '#domain';

/** So many deliveries may be asked for with one call, and so many events looked through. */
export const MAX_SELECTED = 100_000;

/** `field` begins the span. @throws ApiError VALIDATION_FAILED where there are more than one call may ask for */
export function refuseTooMany(count: number, field: string, things = 'deliveries'): void {
  if (count <= MAX_SELECTED) return;
  const most = MAX_SELECTED.toLocaleString('en');
  throw ApiError.validation([{ field, reason: `selects more than ${most} ${things}: narrow the span` }]);
}

/** When the one after `index` others is due, in milliseconds since 1970. */
export function dueAtMs(startMs: number, index: number, ratePerSecond: number): number {
  return startMs + Math.floor((index * 1_000) / ratePerSecond);
}
