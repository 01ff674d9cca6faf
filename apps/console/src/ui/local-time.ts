const MINUTE_MS = 60_000;

/** A moment as a field of the browser writes it: `2026-03-07T15:30:00`, in the browser's time zone. Empty for none. */
export function localTextOf(iso: string): string {
  if (iso === '') return '';
  const moment = new Date(iso);
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * MINUTE_MS);
  return shifted.toISOString().slice(0, 19);
}

/** The moment, RFC 3339 in UTC, that such a field names; empty where it names none. */
export function momentOf(localText: string): string {
  const moment = new Date(localText);
  return localText === '' || Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
}
