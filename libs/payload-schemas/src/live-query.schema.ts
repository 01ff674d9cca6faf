import { z } from 'zod';
import { LIVE_STATUSES, LIVE_TYPES } from '#domain';

/** Query of `GET /v1/live`. */
export const LiveQuery = z.strictObject({
  types: z
    .string()
    .max(100)
    .default('deliveries')
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(LIVE_TYPES)))
    .describe('`deliveries`, `events`, or both with a comma.'),
  webhookId: z.guid('must be the id of a webhook').optional().describe('Only deliveries to it.'),
  status: z.enum(LIVE_STATUSES).optional().describe('Only deliveries that stand so after the attempt.'),
});
export type LiveQuery = z.infer<typeof LiveQuery>;
