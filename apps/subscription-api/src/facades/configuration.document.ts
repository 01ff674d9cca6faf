import type { z } from 'zod';
import { ApiError, type FieldProblem } from '#domain';
import { validationError } from '#http-api';
import { WebhookCreate } from '#payload-schemas';

/** A webhook as the native API creates it; its dialect is known from where the document was sent to. */
export type DocumentedWebhook = Omit<WebhookCreate, 'dialect'>;

/** How a product's page writes down a webhook. */
export interface ConfigurationDocument {
  /** @throws ApiError VALIDATION_FAILED in the document's own names, also for fields that it does not know */
  parse(body: unknown): DocumentedWebhook;
  /** What the document calls a field of the native API, where the names differ. */
  readonly fieldNames: Readonly<Record<string, string>>;
}

/** A document out of its schema and of what it means natively. */
export function configurationDocument<Schema extends z.ZodType>(
  schema: Schema,
  toWebhook: (document: z.output<Schema>) => DocumentedWebhook,
  fieldNames: Readonly<Record<string, string>> = {},
): ConfigurationDocument {
  return {
    fieldNames,
    parse(body) {
      const parsed = schema.safeParse(body);
      if (!parsed.success) throw validationError(parsed.error.issues);
      return toWebhook(parsed.data);
    },
  };
}

/** For dialects whose product documents none: the native body. */
export const nativeDocument = configurationDocument(WebhookCreate.omit({ dialect: true }), (webhook) => webhook);

/** What was thrown about something that a document describes, with the document's names for its fields. */
export function inDocumentNames(thrown: unknown, { fieldNames }: Pick<ConfigurationDocument, 'fieldNames'>): unknown {
  if (!(thrown instanceof ApiError) || thrown.code !== 'VALIDATION_FAILED') return thrown;
  const problems = thrown.details as readonly FieldProblem[];
  return ApiError.validation(problems.map(({ field, reason }) => ({ field: fieldNames[field] ?? field, reason })));
}
