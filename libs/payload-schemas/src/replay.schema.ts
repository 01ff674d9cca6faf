import { z } from 'zod';
import { DELIVERY_STATUSES, isEventType } from '#domain';
import { SPAN, timestamp } from './timestamp.schema.js';

const MAX_EVENT_TYPES = 100;
const DEFAULT_RATE_PER_SECOND = 50;
const MAX_RATE_PER_SECOND = 1_000;
const MAX_CHOSEN = 1_000;

const eventType = z.string().refine(isEventType, 'must be dotted names, such as patient.created');

const asking = {
  ratePerSecond: z
    .int()
    .min(1)
    .max(MAX_RATE_PER_SECOND)
    .default(DEFAULT_RATE_PER_SECOND)
    .describe('At most so many of them become due a second.'),
  dryRun: z.boolean().default(false).describe('Only count them.'),
};

const ids = z.array(z.guid('must be the id of a delivery')).min(1).max(MAX_CHOSEN);

/** Body of `POST /v1/webhooks/:id/replay`. */
export const WebhookReplay = z
  .strictObject({
    from: timestamp.describe('Events that were accepted at this moment or later.'),
    to: timestamp.optional().describe('And before this one. Default: now.'),
    eventTypes: z.array(eventType).min(1).max(MAX_EVENT_TYPES).optional(),
    statuses: z
      .array(z.enum(DELIVERY_STATUSES))
      .min(1)
      .default(['delivered', 'dead', 'cancelled'])
      .describe('Where their deliveries stand. Default: at an end, whichever.'),
    includeMissed: z
      .boolean()
      .default(false)
      .describe('Also events that match the webhook now and have no delivery to it.'),
    ...asking,
  })
  .refine(SPAN.isSound, SPAN.problem);
export type WebhookReplay = z.infer<typeof WebhookReplay>;

/** Body of `POST /v1/webhooks/:id/recover`. */
export const WebhookRecover = z.strictObject({
  since: timestamp.describe('Deliveries that died at this moment or later.'),
  ...asking,
});
export type WebhookRecover = z.infer<typeof WebhookRecover>;

/** Body of `POST /v1/deliveries/retry`. */
export const DeliveriesRetry = z
  .strictObject({
    ids: ids.optional().describe('These and no others, dead or waiting, instead of a selection.'),
    webhookId: z.guid('must be the id of a webhook').optional(),
    status: z.literal('dead').default('dead'),
    eventType: eventType.optional(),
    from: timestamp.optional().describe('Deliveries that were made at this moment or later.'),
    to: timestamp.optional().describe('And before this one.'),
    ...asking,
  })
  .refine(SPAN.isSound, SPAN.problem)
  .refine(({ ids, webhookId, eventType, from, to }) => !ids || [webhookId, eventType, from, to].every(isAbsent), {
    path: ['ids'],
    error: 'are all that is selected: leave out webhookId, eventType, from and to',
  });
export type DeliveriesRetry = z.infer<typeof DeliveriesRetry>;

/** Body of `POST /v1/deliveries/cancel`. */
export const DeliveriesCancel = z.strictObject({ ids, dryRun: asking.dryRun });
export type DeliveriesCancel = z.infer<typeof DeliveriesCancel>;

function isAbsent(value: unknown): boolean {
  return value === undefined;
}
