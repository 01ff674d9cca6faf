import { z } from 'zod';

const DEFAULT_HOURS = 24;
const MAX_HOURS = 720;

/** Query of `GET /v1/webhooks/:id/stats` and `GET /v1/stats`. */
export const StatsQuery = z.strictObject({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_HOURS)
    .default(DEFAULT_HOURS)
    .describe('How many hours, the one that is not over yet included.'),
});
export type StatsQuery = z.infer<typeof StatsQuery>;
