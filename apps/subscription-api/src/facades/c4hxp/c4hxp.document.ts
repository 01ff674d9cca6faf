import { z } from 'zod';
import { WebhookCreate } from '#payload-schemas';
import { configurationDocument } from '../configuration.document.js';

const { url, events, description, secret } = WebhookCreate.shape;

/**
 * The document of C4HXP's "Configure Events". Its support hands out the secret, so a given one is taken; without one, a
 * secret is made.
 */
export const c4hxpDocument = configurationDocument(
  z.strictObject({ webhook_url: url, events, description, secret }),
  ({ webhook_url, ...document }) => ({ ...document, url: webhook_url, active: true }),
  { url: 'webhook_url' },
);
