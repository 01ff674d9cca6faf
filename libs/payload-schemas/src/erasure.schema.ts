import { z } from 'zod';
import { EVENT_LIMITS } from '#domain';
import { isStorableText, linesOfText } from './text.schema.js';

const MAX_REASON_LENGTH = 1_000;

/** Body of `POST /v1/erasures`. */
export const ErasureCreate = z.strictObject({
  subject: z
    .string()
    .min(1)
    .max(EVENT_LIMITS.maxAttributeLength)
    .refine(isStorableText, 'must not contain NUL characters or broken Unicode')
    .describe('Exactly as events have it.'),
  reason: linesOfText(MAX_REASON_LENGTH)
    .nullish()
    .describe('Kept in the receipt: say nothing in it that would have to be erased.'),
});
export type ErasureCreate = z.infer<typeof ErasureCreate>;
