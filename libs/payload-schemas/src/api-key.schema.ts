import { z } from 'zod';
import { lineOfText } from './text.schema.js';

/** Body of `POST /v1/api-keys`. */
export const ApiKeyCreate = z.strictObject({
  name: lineOfText(200),
  role: z.enum(['admin', 'producer', 'viewer']),
});
export type ApiKeyCreate = z.infer<typeof ApiKeyCreate>;
