import { z } from 'zod';
import { WebhookCreate } from '#payload-schemas';
import { configurationDocument } from '../configuration.document.js';

const { url, events, active, secret } = WebhookCreate.shape;

/**
 * HealthSync's "Example Configuration", and the signing secret that its steps set up beside it. Without one, a secret is
 * made.
 */
export const healthsyncDocument = configurationDocument(
  z.strictObject({ url, events, active, secret }),
  (document) => document,
);
