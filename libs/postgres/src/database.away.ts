/** Classes and codes of SQLSTATE that say that the server goes, is not up yet, or takes no more connections. */
const AWAY_STATE = /^(?:08...|57P0[1-5]|53300|25006)$/;
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What pg and its pool throw without any code. */
const AWAY_MESSAGE =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Cannot use a pool after calling end|Client was closed and is not queryable)/;

/** Whether a statement failed because PostgreSQL cannot be reached or is going down: asked again later, it may succeed. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (driverError !== undefined && driverError !== error && isDatabaseAway(driverError)) return true;
  const isCode = typeof code === 'string' && (AWAY_CODES.has(code) || AWAY_STATE.test(code));
  return isCode || AWAY_MESSAGE.test(error.message);
}
