import { z } from 'zod';
import {
  ALERT_KINDS,
  ALERT_STATUSES,
  DELIVERY_STATUSES,
  EVENT_LIMITS,
  isEventPattern,
  isEventType,
  REJECTION_REASONS,
} from '#domain';
import { isStorableText, lineOfText } from './text.schema.js';
import { SPAN, timestamp } from './timestamp.schema.js';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;

const paging = {
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  cursor: z.string().max(200).optional().describe('The `nextCursor` of the page before.'),
};
const webhookId = z.guid('must be the id of a webhook').optional();
const eventType = z.string().refine(isEventType, 'must be dotted names, such as patient.created').optional();

const eventId = z
  .string()
  .min(1)
  .max(EVENT_LIMITS.maxAttributeLength)
  .refine(isStorableText, 'must be whole Unicode characters')
  .optional();
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');
const MAX_SEARCHED_LENGTH = 200;

/** Query of a list without filters. */
export const PageQuery = z.strictObject(paging);
export type PageQuery = z.infer<typeof PageQuery>;

/** Query of `GET /v1/webhooks`. */
export const WebhookListQuery = z.strictObject({
  ...paging,
  status: z
    .enum(['active', 'disabled', 'failing'])
    .optional()
    .describe('`failing` ones are active, and their last attempt failed.'),
  q: lineOfText(MAX_SEARCHED_LENGTH).optional().describe('Part of the name, URL or description, in any case.'),
});
export type WebhookListQuery = z.infer<typeof WebhookListQuery>;

const deliveryFilters = {
  status: z.enum(DELIVERY_STATUSES).optional(),
  eventType: z
    .string()
    .refine(isEventPattern, 'must be dotted names, such as patient.created, or patient.* for all below')
    .optional()
    .describe('A type, or `prefix.*` for all below it.'),
  eventUid: z.guid('must be the uid of an event').optional(),
  eventId: eventId.describe("Of the event, as its producer gave it; of an id's events the newest 200."),
  from: timestamp
    .optional()
    .describe('Made at this moment or later: when the event was accepted, or its replay asked for.'),
  to: timestamp.optional().describe('Made before this moment.'),
};

/** Query of `GET /v1/webhooks/:id/deliveries`. */
export const WebhookDeliveriesQuery = z
  .strictObject({ ...paging, ...deliveryFilters })
  .refine(SPAN.isSound, SPAN.problem);
export type WebhookDeliveriesQuery = z.infer<typeof WebhookDeliveriesQuery>;

/** Query of `GET /v1/deliveries`. */
export const DeliveryListQuery = z
  .strictObject({
    ...paging,
    ...deliveryFilters,
    webhookId,
  })
  .refine(SPAN.isSound, SPAN.problem);
export type DeliveryListQuery = z.infer<typeof DeliveryListQuery>;

/** Query of `GET /v1/events`. */
export const EventListQuery = z.strictObject({
  ...paging,
  type: eventType,
  id: eventId.describe('As its producer gave it; the newest 200.'),
  unmatched: flag.describe('Only those of which no webhook has a delivery. One of the last minute may yet get it.'),
});
export type EventListQuery = z.infer<typeof EventListQuery>;

/** Query of `GET /v1/events/rejected`. */
export const RejectedListQuery = z
  .strictObject({
    ...paging,
    reason: z.enum(REJECTION_REASONS).optional(),
    from: timestamp.optional().describe('Rejected at this moment or later.'),
    to: timestamp.optional().describe('Rejected before this moment.'),
    ofNoTenant: flag.describe('Operators only: those that name no tenant, or one that there is not.'),
  })
  .refine(SPAN.isSound, SPAN.problem);
export type RejectedListQuery = z.infer<typeof RejectedListQuery>;

/** Query of `GET /v1/alerts`. */
export const AlertListQuery = z.strictObject({
  ...paging,
  status: z.enum(ALERT_STATUSES).optional(),
  kind: z.enum(ALERT_KINDS).optional(),
  webhookId,
});
export type AlertListQuery = z.infer<typeof AlertListQuery>;
