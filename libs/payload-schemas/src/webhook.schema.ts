import { z } from 'zod';
import { DIALECT_NAMES } from '#dialects';
import { BACKOFF_STRATEGIES, DAY_MS, DEFAULT_MAX_CONCURRENCY, isEventPattern, ORDERINGS, PAYLOAD_FORMS } from '#domain';
import { overlapHours } from './api-key.schema.js';
import { isStorableText, lineOfText, linesOfText } from './text.schema.js';
import { timestamp } from './timestamp.schema.js';
import { WebhookTlsChange, WebhookTlsGiven } from './webhook-tls.schema.js';

export const MAX_URL_LENGTH = 2_048;
const MAX_EVENT_PATTERNS = 500;
const MAX_RETRY_DELAY_MS = DAY_MS;
const MAX_BATCH_EVENTS = 100;
const MAX_BATCH_WAIT_MS = 60_000;
const DEFAULT_BATCH_WAIT_MS = 1_000;

const MAX_REDACTED_PATHS = 50;
const MAX_PATH_LENGTH = 300;
const MAX_PATH_NAMES = 32;

const eventPattern = z
  .string()
  .refine(isEventPattern, 'must be an event type such as patient.created, a prefix such as patient.*, or *');

const retryConfig = z
  .strictObject({
    maxRetries: z.int().min(0).optional().describe('Attempts after the first one.'),
    retryDelay: z.int().min(0).max(MAX_RETRY_DELAY_MS).optional().describe('Wait before the first retry, in ms.'),
    timeout: z.int().min(1).optional().describe('Deadline of one attempt, in ms.'),
    backoffStrategy: z.enum(BACKOFF_STRATEGIES).optional(),
  })
  .describe("What is left out is the dialect's; the dialect also sets the upper limits.");

const memberPath = z
  .string()
  .max(MAX_PATH_LENGTH)
  .refine((path) => !path.split('.').includes(''), 'must be names with single dots between them')
  .refine((path) => path.split('.').length <= MAX_PATH_NAMES, `must have at most ${MAX_PATH_NAMES} names`)
  .refine(isStorableText, 'must not contain NUL characters or broken Unicode');

const fields = {
  name: lineOfText(200).describe("Default: the URL's host."),
  description: linesOfText(2_000),
  url: z.string().min(1).max(MAX_URL_LENGTH).describe('https, except towards networks that the operator allowed.'),
  events: z
    .array(eventPattern)
    .min(1)
    .max(MAX_EVENT_PATTERNS)
    .describe('Exact types, prefixes such as patient.*, or *.'),
  secret: z.string().max(1_024).describe("Signs the requests; in the dialect's form. Made where none is given."),
  active: z.boolean(),
  dialect: z.enum(DIALECT_NAMES).describe("The wire format and signature. Default: the tenant's."),
  filters: z.record(z.string(), z.unknown()).describe('Conditions on the event; all must hold.'),
  retryConfig,
  headers: z.record(z.string(), z.string()).describe('Sent with every request.'),
  maxConcurrency: z
    .int()
    .min(1)
    .max(1_000)
    .describe(`At most so many requests at a time. Default: ${DEFAULT_MAX_CONCURRENCY}.`),
  rateLimit: z.int().min(1).max(10_000).describe('At most so many requests a second. Default: no limit.'),
  batch: z
    .strictObject({
      maxEvents: z
        .int()
        .min(2)
        .max(MAX_BATCH_EVENTS)
        .describe('At most so many events in a request, and 1 MiB of data.'),
      maxWaitMs: z
        .int()
        .min(0)
        .max(MAX_BATCH_WAIT_MS)
        .default(DEFAULT_BATCH_WAIT_MS)
        .describe('How long the oldest event waits for others, in ms.'),
    })
    .describe('Several events in one request, where the dialect has a form for that. Not together with `ordering`.'),
  payload: z
    .enum(PAYLOAD_FORMS)
    .describe('`thin`: deliveries say where the event is to be had, in the place of its data. Default: full.'),
  redact: z
    .array(memberPath)
    .min(1)
    .max(MAX_REDACTED_PATHS)
    .describe('Dotted paths of members that are left out of the data; * is any one. Not together with `thin`.'),
  ordering: z
    .enum(ORDERINGS)
    .describe('`subject`: deliveries of one subject in the order of its events, each when the one before is final.'),
};

/** Body of `POST /v1/webhooks`. What depends on the dialect is checked beyond this schema. */
export const WebhookCreate = z.strictObject({
  name: fields.name.nullish(),
  description: fields.description.nullish(),
  url: fields.url,
  events: fields.events,
  secret: fields.secret.nullish(),
  active: fields.active.default(true),
  dialect: fields.dialect.nullish(),
  filters: fields.filters.nullish(),
  retryConfig: fields.retryConfig.nullish(),
  headers: fields.headers.nullish(),
  maxConcurrency: fields.maxConcurrency.nullish(),
  rateLimit: fields.rateLimit.nullish(),
  ordering: fields.ordering.nullish(),
  tls: WebhookTlsGiven.nullish(),
  batch: fields.batch.nullish(),
  payload: fields.payload.nullish(),
  redact: fields.redact.nullish(),
});
export type WebhookCreate = z.infer<typeof WebhookCreate>;

const readOnly = z.unknown().optional().describe('Read-only: accepted and ignored.');

/**
 * Body of `PUT` and `PATCH /v1/webhooks/:id`: the fields to change; null takes an optional one back to its default. The
 * read-only fields of an answer are let through, so that what was read can be changed and sent back.
 */
export const WebhookUpdate = z.strictObject({
  name: fields.name.nullable().optional(),
  description: fields.description.nullable().optional(),
  url: fields.url.optional(),
  events: fields.events.optional(),
  secret: fields.secret.nullable().optional().describe('Replaces every secret that the webhook has.'),
  active: fields.active.optional(),
  dialect: fields.dialect.optional(),
  filters: fields.filters.nullable().optional(),
  retryConfig: fields.retryConfig.nullable().optional(),
  headers: fields.headers.nullable().optional(),
  maxConcurrency: fields.maxConcurrency.nullable().optional(),
  rateLimit: fields.rateLimit.nullable().optional(),
  ordering: fields.ordering.nullable().optional(),
  tls: WebhookTlsChange.nullable().optional().describe('Replaces all of them; null removes them.'),
  batch: fields.batch.nullable().optional(),
  payload: fields.payload.nullable().optional(),
  redact: fields.redact.nullable().optional(),
  id: readOnly,
  tenantId: readOnly,
  status: readOnly,
  disabledReason: readOnly,
  secretHint: readOnly,
  secrets: readOnly,
  createdAt: readOnly,
  updatedAt: readOnly,
});
export type WebhookUpdate = z.infer<typeof WebhookUpdate>;

/** Body of `POST /v1/webhooks/:id/rotate-secret`; none at all means the defaults. */
export const SecretRotate = z
  .strictObject({
    secret: fields.secret.nullish(),
    overlapHours: overlapHours.describe(
      'How long the old secret goes on signing where a request bears several signatures.',
    ),
    effectiveAt: timestamp.nullish().describe('When the new secret begins to sign. Default: now.'),
  })
  .default({ overlapHours: 24 });
export type SecretRotate = z.infer<typeof SecretRotate>;
