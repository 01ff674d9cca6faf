import { z } from 'zod';
import { DIALECT_NAMES } from '#dialects';
import { isEventType } from '#domain';
import { PageQuery } from './list-query.schema.js';
import { linesOfText } from './text.schema.js';

/** Body of `POST /v1/event-types`. What the schema may hold is checked beyond this one: see `dataSchemaProblems`. */
export const EventTypeCreate = z.strictObject({
  type: z.string().refine(isEventType, 'must be dotted names, such as patient.created'),
  description: linesOfText(2_000).nullish(),
  schema: z.record(z.string(), z.unknown()).describe("JSON Schema (draft 2020-12) of the event's data."),
  example: z.unknown().optional().describe("An example of the event's data; it must fit the schema."),
});
export type EventTypeCreate = z.infer<typeof EventTypeCreate>;

const dialect = z.enum(DIALECT_NAMES).optional().describe("Default: the tenant's.");

/** Query of `GET /v1/event-types`. */
export const EventTypeListQuery = PageQuery.extend({
  dialect: z
    .enum([...DIALECT_NAMES, 'all'])
    .optional()
    .describe("Whose built-in types are listed. Default: those of the tenant's dialect."),
});
export type EventTypeListQuery = z.infer<typeof EventTypeListQuery>;

/** Query of `GET /v1/event-types/:type`. */
export const EventTypeQuery = z.strictObject({
  version: z.coerce.number().int().min(1).max(1_000_000).optional().describe('Default: the newest.'),
  dialect,
});
export type EventTypeQuery = z.infer<typeof EventTypeQuery>;

/** Query of `GET /v1/event-types/:type/sample`. */
export const EventSampleQuery = z.strictObject({ dialect });
export type EventSampleQuery = z.infer<typeof EventSampleQuery>;
