import { z } from 'zod';
import { DIALECT_NAMES } from '#dialects';

/** An event as `POST /v1/events` takes it; its attributes are checked beyond this schema. */
const event: z.ZodType<ExplainedEvent> = z
  .object({
    type: z.string(),
    id: z.string().nullish(),
    source: z.string().nullish(),
    subject: z.string().nullish(),
    time: z.string().nullish(),
    data: z.unknown(),
  })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.null()], 'an extension attribute is a plain value'))
  .refine((given) => Object.hasOwn(given, 'data'), { path: ['data'], error: 'is required' })
  .describe('An event as POST /v1/events takes it.');

export interface ExplainedEvent {
  readonly type: string;
  readonly id?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly time?: string | null | undefined;
  readonly data: unknown;
  /** A string, number, boolean or null. */
  readonly [extension: string]: unknown;
}

/** Body of `POST /v1/filters/explain`: the filters of a webhook or given ones, on a given event or a recorded one. */
export const FilterExplain = z
  .strictObject({
    webhookId: z.string().optional(),
    filters: z.record(z.string(), z.unknown()).optional().describe('Instead of a webhook.'),
    dialect: z
      .enum(DIALECT_NAMES)
      .optional()
      .describe("Of the given filters, for the names that it knows. Default: the tenant's."),
    event: event.optional(),
    eventId: z.string().optional().describe('Instead of an event: the uid of a recorded one, or its evt_… id.'),
  })
  .refine(({ webhookId, filters }) => (webhookId === undefined) !== (filters === undefined), {
    path: ['webhookId'],
    error: 'give either webhookId or filters',
  })
  .refine(({ event, eventId }) => (event === undefined) !== (eventId === undefined), {
    path: ['eventId'],
    error: 'give either event or eventId',
  })
  .refine(({ webhookId, dialect }) => webhookId === undefined || dialect === undefined, {
    path: ['dialect'],
    error: 'a webhook has its own',
  });
export type FilterExplain = z.infer<typeof FilterExplain>;
