import type { ApiError } from '#domain';

/**
 * How a product's own page writes errors, for the paths of its facade. Not an exception filter of its controller: those
 * see nothing of what the parser of the body refuses.
 */
export interface ErrorForm {
  /** Whether requests to this path, which has no query, are answered in this form. */
  appliesTo(path: string): boolean;
  render(error: ApiError): {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}
