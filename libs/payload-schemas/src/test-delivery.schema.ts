import { z } from 'zod';
import { isEventType } from '#domain';

/** Body of `POST /v1/webhooks/:id/test`; it may be missing. */
export const TestDelivery = z
  .strictObject({
    eventType: z
      .string()
      .refine(isEventType, 'must be dotted names, such as patient.created')
      .optional()
      .describe("Default: the first type of the dialect's catalogue that the webhook subscribed to."),
    data: z.unknown().optional().describe("Default: the catalogue's example."),
  })
  .nullish();
export type TestDelivery = z.infer<typeof TestDelivery>;
