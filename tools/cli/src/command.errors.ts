/** What a person asked for cannot be done, and why; said without a stack. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** An API refused a request. `details` is what it says about fields. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly { readonly field: string; readonly reason: string }[],
  ) {
    super(message);
  }
}

/** Nobody answers at an API's URL. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
  constructor(
    readonly origin: string,
    readonly reason: string,
  ) {
    super(`${origin} does not answer: ${reason}`);
  }
}

/** One line, and one more for each field where the message does not say it already. */
export function errorLines(error: unknown): string[] {
  if (!(error instanceof ApiRefused)) return [error instanceof Error ? error.message : String(error)];
  const { status, code, message, details } = error;
  return [`${code} (${status}): ${message}`, ...details.map(({ field, reason }) => `  ${field}: ${reason}`)];
}
