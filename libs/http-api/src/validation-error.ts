import { ApiError } from '#domain';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Zod's, of an object that holds members nobody knows: one issue for all of them, at the object. */
  readonly keys?: readonly string[];
}

/** What a schema found wrong, as VALIDATION_FAILED with a problem for each field. */
export function validationError(issues: readonly Issue[]): ApiError {
  return ApiError.validation(
    issues.flatMap(({ path = [], message, keys }) => {
      const place = path.map((part) => String(typeof part === 'object' ? part.key : part));
      return keys
        ? keys.map((key) => ({ field: [...place, key].join('.'), reason: 'is not known here' }))
        : [{ field: place.join('.') || 'body', reason: message }];
    }),
  );
}
