import { z } from 'zod';
import { NetworkList } from '#domain';
import { lineOfText } from './text.schema.js';
import { timestamp } from './timestamp.schema.js';

const MAX_NETWORKS = 100;
const MAX_RATE_LIMIT = 1_000_000;
const MAX_OVERLAP_HOURS = 7 * 24;

const network = z
  .string()
  .max(64)
  .refine(isNetwork, 'must be a network in CIDR form, such as 10.0.0.0/8 or 192.0.2.7/32');

/** Requests a second. */
export const keyRateLimit = z.int().min(1).max(MAX_RATE_LIMIT);

/** How long what is replaced goes on beside what replaces it. */
export const overlapHours = z.number().min(0).max(MAX_OVERLAP_HOURS).default(24);

/** Body of `POST /v1/api-keys`. */
export const ApiKeyCreate = z.strictObject({
  name: lineOfText(200),
  role: z.enum(['admin', 'producer', 'viewer']),
  expiresAt: timestamp.nullish().describe('When it ceases to work. Default: never.'),
  allowedIps: z
    .array(network)
    .min(1)
    .max(MAX_NETWORKS)
    .nullish()
    .describe('Networks in CIDR form that it may be used from. Default: from anywhere.'),
  rateLimit: keyRateLimit
    .nullish()
    .describe("Requests a second to each process. Default: the tenant's `keyRateLimit`."),
});
export type ApiKeyCreate = z.infer<typeof ApiKeyCreate>;

/** Body of `POST /v1/api-keys/:id/rotate`; none at all means the defaults. */
export const ApiKeyRotate = z
  .strictObject({ overlapHours: overlapHours.describe('How long the old key goes on working.') })
  .default({ overlapHours: 24 });
export type ApiKeyRotate = z.infer<typeof ApiKeyRotate>;

function isNetwork(text: string): boolean {
  try {
    new NetworkList([text]);
    return true;
  } catch {
    return false;
  }
}
