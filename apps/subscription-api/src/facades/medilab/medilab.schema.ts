import { z } from 'zod';
import { isEventType } from '#domain';
import { WebhookCreate, WebhookUpdate } from '#payload-schemas';
import { DIALECT } from './medilab.names.js';

const MAX_TIMEOUT_SECONDS = DIALECT.limits.maxTimeoutMs / 1_000;
/** The longest wait that the dialect keeps to. */
const MAX_RETRY_DELAY_SECONDS = 43_200;
const MAX_LISTED = 1_000;
const MAX_CALLS = 500;

const { name, description, url, events, headers, secret, filters } = WebhookCreate.shape;

const retries = {
  max_retries: z
    .int()
    .min(0)
    .max(DIALECT.limits.maxRetries, `at most ${DIALECT.limits.maxRetries} retries`)
    .nullish()
    .describe('Attempts after the first one. Default: 3.'),
  retry_delay: z
    .number()
    .min(0)
    .max(MAX_RETRY_DELAY_SECONDS, `at most ${MAX_RETRY_DELAY_SECONDS} seconds`)
    .nullish()
    .describe('Seconds before the first retry; each further wait is twice as long. Default: 60.'),
  timeout: z
    .number()
    .min(0.001)
    .max(MAX_TIMEOUT_SECONDS, `at most ${MAX_TIMEOUT_SECONDS} seconds`)
    .nullish()
    .describe('Seconds that an attempt may take. Default: 30.'),
};

/** Body of `POST /api/v1/webhooks/`. */
export const MedilabCreate = z.strictObject({
  ...{ name, description, url, events, headers, secret, filters },
  ...retries,
  is_active: z.boolean().default(true),
});
export type MedilabCreate = z.infer<typeof MedilabCreate>;

const readOnly = WebhookUpdate.shape.id;

/** Body of `PUT /api/v1/webhooks/{id}`: the fields to change. Those that only answers have are let through and ignored. */
export const MedilabUpdate = z.strictObject({
  ...MedilabCreate.partial().shape,
  is_active: z.boolean().optional(),
  id: readOnly,
  status: readOnly,
  created_at: readOnly,
  updated_at: readOnly,
  last_triggered_at: readOnly,
  total_calls: readOnly,
  successful_calls: readOnly,
  failed_calls: readOnly,
});
export type MedilabUpdate = z.infer<typeof MedilabUpdate>;

/** Query of `GET /api/v1/webhooks/`. */
export const MedilabListQuery = z.strictObject({
  status: z.enum(['active', 'inactive']).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LISTED).default(100),
});
export type MedilabListQuery = z.infer<typeof MedilabListQuery>;

/** Query of `GET /api/v1/webhooks/{id}/calls`. */
export const MedilabCallsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MAX_CALLS).default(100),
});
export type MedilabCallsQuery = z.infer<typeof MedilabCallsQuery>;

const eventType = z.string().refine(isEventType, 'must be dotted names, such as patient.created');

/** Body of `POST /api/v1/webhooks/{id}/test`; it may be missing. */
export const MedilabTest = z
  .strictObject({
    webhook_id: z.unknown().optional().describe('Ignored: the path says which webhook is tested.'),
    event_type: eventType.nullish(),
    test_data: z.unknown().optional(),
  })
  .nullish();
export type MedilabTest = z.infer<typeof MedilabTest>;

/** Body of `POST /api/v1/webhooks/events/trigger`. */
export const MedilabTrigger = z.strictObject({
  event_type: eventType,
  event_data: z.unknown().describe('Any JSON; its bytes reach the receivers untouched.'),
  source: z.string().nullish().describe('Default: manual.'),
  correlation_id: z.string().nullish(),
});
export type MedilabTrigger = z.infer<typeof MedilabTrigger>;
