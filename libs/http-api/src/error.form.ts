import type { ApiError } from '#domain';

/** An error as it is answered. */
export interface RenderedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * How a product's own page writes errors, for the paths of its facade. Not an exception filter of its controller: those
 * see nothing of what the parser of the body refuses.
 */
export interface ErrorForm {
  /** Whether requests to this path, which has no query, are answered in this form. */
  appliesTo(path: string): boolean;
  render(error: ApiError): RenderedError;
}

/** `{"error":{"code","message","details"}}`, or what the facade writes to which `url` leads. */
export function renderError(error: ApiError, url: string, forms: readonly ErrorForm[]): RenderedError {
  const path = url.split('?', 1)[0] ?? '';
  return (forms.find((each) => each.appliesTo(path)) ?? NATIVE_FORM).render(error);
}

const NATIVE_FORM: ErrorForm = {
  appliesTo: () => true,
  render: ({ status, headers, code, message, details }) => ({
    status,
    headers,
    body: { error: { code, message, details } },
  }),
};
