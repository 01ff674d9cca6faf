/** Every error code of the HTTP APIs with its status. The one place where they are listed. */
export const API_ERRORS = {
  VALIDATION_FAILED: 400,
  MALFORMED_BODY: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  CONFLICT: 409,
  ERASED: 410,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL_ERROR: 500,
  WEBHOOK_DELIVERY_FAILED: 502,
  UNAVAILABLE: 503,
} as const;
export type ApiErrorCode = keyof typeof API_ERRORS;

/** One thing that is wrong with a request: where, and why. */
export interface FieldProblem {
  /** Dotted path into the body, or the name of the parameter or header; `[2].data` for the third event of an array. */
  readonly field: string;
  readonly reason: string;
}

/** Thrown anywhere below an HTTP handler; the one exception filter turns it into `{"error":{code,message,details}}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: ApiErrorCode,
    message: string,
    readonly details?: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  get status(): number {
    return API_ERRORS[this.code];
  }

  static validation(problems: readonly FieldProblem[]): ApiError {
    const [first] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    return new ApiError('VALIDATION_FAILED', first ? `${first.field}: ${first.reason}${more}` : 'invalid', problems);
  }

  static notFound(what: string): ApiError {
    return new ApiError('NOT_FOUND', `${what} was not found`);
  }
}
