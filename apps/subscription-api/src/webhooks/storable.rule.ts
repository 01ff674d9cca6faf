/** NUL, and halves of surrogate pairs that stand alone. */
// eslint-disable-next-line no-control-regex -- NUL is what this looks for
const REFUSED_BY_JSONB = /\u0000|\p{Surrogate}/u;

/** Whether PostgreSQL's jsonb gives a parsed JSON document back as it was: no NUL, whole characters, finite numbers. */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !REFUSED_BY_JSONB.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, member]) => !REFUSED_BY_JSONB.test(key) && isStorable(member));
}
