import { z } from 'zod';
import { isEventType } from '#domain';

const MAX_TESTS = 50;

const events = z
  .array(
    z.strictObject({
      event: z.string().refine(isEventType, 'must be dotted names, such as patient.created'),
      data: z.unknown().optional(),
    }),
  )
  .min(1)
  .max(MAX_TESTS);

/** Body of `POST /v1/webhooks/:id/test/batch`: `[{event, data}, …]`, or the same as `events` of an object. */
export const TestBatch = z
  .preprocess((body) => (Array.isArray(body) ? { events: body } : body), z.strictObject({ events }))
  .describe(
    `{"events": [{"event", "data"}, …]} or the array alone, of 1 to ${MAX_TESTS}. event is a type; without data, the ` +
      "dialect's example of it is sent.",
  );
export type TestBatch = z.infer<typeof TestBatch>;
