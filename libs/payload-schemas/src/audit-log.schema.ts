import { z } from 'zod';
import { PageQuery } from './list-query.schema.js';
import { lineOfText } from './text.schema.js';
import { SPAN, timestamp } from './timestamp.schema.js';

const tenantId = lineOfText(63).optional().describe("Operators: another tenant's. Default: the caller's own.");

const filters = {
  from: timestamp.optional().describe('Done at this moment or later.'),
  to: timestamp.optional().describe('Done before this moment.'),
  action: z
    .string()
    .regex(/^[a-z-]+\.(?:[a-z-]+|\*)$/, 'must be an action such as webhook.update, or webhook.*')
    .optional(),
  actor: z.guid('must be the id of an API key').toLowerCase().optional(),
  object: lineOfText(200).optional().describe('The id of what it was done to.'),
  tenantId,
};
export type AuditFilter = z.infer<z.ZodObject<typeof filters>>;

/** Query of `GET /v1/audit-log`. An export ignores `limit` and `cursor`. */
export const AuditLogQuery = z.strictObject({ ...PageQuery.shape, ...filters }).refine(SPAN.isSound, SPAN.problem);
export type AuditLogQuery = z.infer<typeof AuditLogQuery>;

/** Query of `GET /v1/audit-log/verify`. */
export const AuditVerifyQuery = z.strictObject({ tenantId });
export type AuditVerifyQuery = z.infer<typeof AuditVerifyQuery>;
