import { z } from 'zod';
import { WebhookCreate } from '#payload-schemas';
import { configurationDocument } from '../configuration.document.js';

const readOnly = z.unknown().optional().describe('Read-only: accepted and ignored.');

/** ZARISH SPHERE's "Webhook Configuration Structure": the native body, and what only an answer can tell. */
export const zarishSphereDocument = configurationDocument(
  WebhookCreate.omit({ dialect: true }).extend({ id: readOnly, createdAt: readOnly, updatedAt: readOnly }),
  ({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...webhook }) => webhook,
);
