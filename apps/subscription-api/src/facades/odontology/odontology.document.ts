import { z } from 'zod';
import { lineOfText, WebhookCreate } from '#payload-schemas';
import { configurationDocument } from '../configuration.document.js';

/** The widths of the columns `name` and `url` in the page's table. */
const MAX_NAME_LENGTH = 100;
const MAX_URL_LENGTH = 500;

const { url, events, secret } = WebhookCreate.shape;

const fields = { name: lineOfText(MAX_NAME_LENGTH), url: url.max(MAX_URL_LENGTH), events };

/** Body of `POST /api/webhooks`. Whatever else it holds is not looked at, as in the page's code. */
export const OdontologyCreate = z.object(fields);
export type OdontologyCreate = z.infer<typeof OdontologyCreate>;

/** Body of `DELETE /api/webhooks`. */
export const OdontologyDelete = z.object({ id: z.string().min(1) });
export type OdontologyDelete = z.infer<typeof OdontologyDelete>;

/** The row that the page puts into its table of webhooks; its `is_active` is 1 or 0 there. */
export const odontologyDocument = configurationDocument(
  z.strictObject({ ...fields, secret, is_active: z.union([z.boolean(), z.literal([0, 1])]).default(true) }),
  ({ is_active, ...webhook }) => ({ ...webhook, active: Boolean(is_active) }),
  { active: 'is_active' },
);
