import { z } from 'zod';
import { DEFAULT_DIALECT_NAME, DIALECT_NAMES } from '#dialects';
import { DEFAULT_EVENT_VALIDATION, EVENT_VALIDATIONS, SEALINGS, TENANT_ID } from '#domain';
import { keyRateLimit } from './api-key.schema.js';
import { lineOfText } from './text.schema.js';

const name = lineOfText(200);
const defaultDialect = z.enum(DIALECT_NAMES).describe('What its webhooks speak that name no dialect.');
const eventValidation = z
  .enum(EVENT_VALIDATIONS)
  .describe('What becomes of events whose data does not fit the schema of their type.');

const sealing = z.enum(SEALINGS).describe('Whether the data of its new events is sealed in Kafka and PostgreSQL.');

const tenantKeyRateLimit = keyRateLimit
  .nullish()
  .describe("Requests a second of each of its keys that has no `rateLimit`. Default: the service's.");

const retentionDays = z
  .int()
  .min(1)
  .nullish()
  .describe(
    'Days for which its events, deliveries and attempts are kept, where that is less than the system keeps them.',
  );

/** Body of `POST /v1/tenants`. */
export const TenantCreate = z.strictObject({
  id: z
    .string()
    .regex(TENANT_ID, 'must be 1 to 63 lower-case letters, digits and inner dashes')
    .optional()
    .describe('A slug. Default: made from the name.'),
  name,
  defaultDialect: defaultDialect.default(DEFAULT_DIALECT_NAME),
  eventValidation: eventValidation.default(DEFAULT_EVENT_VALIDATION),
  keyRateLimit: tenantKeyRateLimit,
  sealing: sealing.default('off'),
  retentionDays,
});
export type TenantCreate = z.infer<typeof TenantCreate>;

/** Body of `PATCH /v1/tenants/:id`: the fields to change. */
export const TenantUpdate = z.strictObject({
  name: name.optional(),
  defaultDialect: defaultDialect.optional(),
  eventValidation: eventValidation.optional(),
  keyRateLimit: tenantKeyRateLimit,
  sealing: sealing.optional(),
  retentionDays,
});
export type TenantUpdate = z.infer<typeof TenantUpdate>;

/** Body of `DELETE /v1/tenants/:id/data-keys/:keyId`: what it does cannot be undone. */
export const DataKeyDrop = z.strictObject({
  confirm: z.literal('erase').describe('Everything that the key sealed is unreadable from then on.'),
});
export type DataKeyDrop = z.infer<typeof DataKeyDrop>;
