const MAX_CAUSES = 5;

/**
 * What the log keeps of an error: its kind, message, code and stack, and those of its causes. Nothing else that hangs on it:
 * the parameters of a statement that failed are patient data, and PostgreSQL's details quote the row.
 */
export function loggedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const message = quotesItsInput(error, code) ? 'left out: it may quote what could not be read' : error.message;
  return {
    type: error.name,
    message,
    ...(isPlain(code) && { code }),
    stack: framesOf(error),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: loggedError(cause, depth + 1) }),
  };
}

/** V8's JSON parser, and PostgreSQL of values that are none (SQLSTATE 22…: "data exception"). */
function quotesItsInput(error: Error, code: unknown): boolean {
  return error instanceof SyntaxError || (typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code));
}

/** The stack without its beginning, which is the message. */
function framesOf({ stack = '' }: Error): string {
  const at = stack.search(/^ {4}at /m);
  return at < 0 ? '' : stack.slice(at);
}

function isPlain(code: unknown): code is string | number {
  return typeof code === 'string' || typeof code === 'number';
}
