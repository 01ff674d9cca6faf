import type { PresentWebhook } from '../carehook/carehook.client.js';
import { markedDescription } from '../reconcile/webhook.marker.js';
import type { ObjectMeta, WebhookResource, WebhookSpec, WebhookStatus } from './webhook.resource.js';

export const METADATA: ObjectMeta = {
  ...{ namespace: 'team-a', name: 'results', uid: '0b6a3c52-6a0e-4f53-9a3b-7d6f0c1c2e11' },
  ...{ generation: 1, resourceVersion: '7', finalizers: ['carehook.example/webhook'] },
};
const SPEC: WebhookSpec = {
  apiKeySecretRef: { name: 'carehook', key: 'apiKey' },
  deletionPolicy: 'Delete',
  url: 'https://a.example/hooks',
  events: ['a.b', 'c.*'],
};

export function resourceWith(
  spec: Partial<WebhookSpec> = {},
  status?: WebhookStatus,
  metadata: Partial<ObjectMeta> = {},
): WebhookResource {
  return { metadata: { ...METADATA, ...metadata }, spec: { ...SPEC, ...spec }, ...(status && { status }) };
}

/** What Carehook has of `resourceWith()`. */
export function webhookWith(id: string, given: Partial<PresentWebhook> = {}): PresentWebhook {
  return {
    ...{ id, name: 'team-a/results', description: markedDescription(undefined, METADATA), url: SPEC.url },
    ...{ events: ['c.*', 'a.b'], active: true, disabledReason: null, dialect: 'any', filters: null, retryConfig: {} },
    ...{ headers: {}, maxConcurrency: 64, rateLimit: null, ordering: null, batch: null, payload: 'full', redact: null },
    ...{ tls: null, secretHint: null, ...given },
  };
}
