import { z } from 'zod';
import { DEFAULT_DIALECT_NAME, DIALECT_NAMES } from '#dialects';
import { TENANT_ID } from '#domain';
import { lineOfText } from './text.schema.js';

/** Body of `POST /v1/tenants`. */
export const TenantCreate = z.strictObject({
  id: z
    .string()
    .regex(TENANT_ID, 'must be 1 to 63 lower-case letters, digits and inner dashes')
    .optional()
    .describe('A slug. Default: made from the name.'),
  name: lineOfText(200),
  defaultDialect: z
    .enum(DIALECT_NAMES)
    .default(DEFAULT_DIALECT_NAME)
    .describe('What its webhooks speak that name no dialect.'),
});
export type TenantCreate = z.infer<typeof TenantCreate>;
