import type { PresentWebhook } from '../carehook/carehook.client.js';
import type { WebhookResource } from '../resource/webhook.resource.js';
import { claimedForMs } from './creation.claim.js';
import { creationOf, differencesOf, type Fields, type TlsTexts } from './desired.webhook.js';
import { fingerprintOf, hintOf } from './secret.fingerprint.js';
import { isMarkedFor } from './webhook.marker.js';

/** Everything that decides what is to be done about a resource that is not being deleted. */
export interface Situation {
  readonly resource: WebhookResource;
  /** Those of the tenant's webhooks that may be the resource's, newest first: the one of its status, else all. */
  readonly webhooks: readonly PresentWebhook[];
  readonly apiKey: string;
  /** The signing secret; none where the resource names no Secret. */
  readonly secret: string | undefined;
  readonly tls: TlsTexts | undefined;
  readonly nowMs: number;
}

/** What is to be done, in this order. */
export type Action =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'create'; readonly body: Fields }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'change'; readonly id: string; readonly fields: Fields }
  | { readonly kind: 'rotate'; readonly id: string; readonly secret: string };

/** What makes Carehook have what the resource says; nothing where it has it. */
export function planFor({ resource, webhooks, apiKey, secret, tls, nowMs }: Situation): Action[] {
  const [present, ...repeated] = ownWebhooks(resource, webhooks);
  if (!present) {
    const ms = claimedForMs(resource.status?.creatingSince, nowMs);
    return ms > 0 ? [{ kind: 'wait', ms }] : [{ kind: 'create', body: creationOf(resource, tls, secret) }];
  }
  const fields = differencesOf(resource, tls, present);
  const gives = secret !== undefined && isOtherSecret(resource, present, secret, apiKey);
  // The secret before would not suit another dialect.
  const givesAtOnce = gives && fields.dialect !== undefined;
  const change = { ...fields, ...(givesAtOnce && { secret }) };
  return [
    ...repeated.map(({ id }) => ({ kind: 'remove', id }) as const),
    ...(Object.keys(change).length > 0 ? [{ kind: 'change', id: present.id, fields: change } as const] : []),
    ...(gives && !givesAtOnce ? [{ kind: 'rotate', id: present.id, secret } as const] : []),
  ];
}

/** The resource's webhooks, its own first: the one of its status, else the oldest that bears its mark. */
export function ownWebhooks(
  { metadata, status }: WebhookResource,
  webhooks: readonly PresentWebhook[],
): PresentWebhook[] {
  const marked = webhooks.filter(({ description }) => isMarkedFor(description, metadata.uid)).toReversed();
  const known = webhooks.find(({ id }) => id === status?.webhookId);
  return known ? [known, ...marked.filter(({ id }) => id !== known.id)] : marked;
}

/**
 * Whether the signing secret has to be given to Carehook: the Secret was changed, or somebody gave the webhook another one. Of
 * one that was created and not yet written down it is what the creation gave, unless its end tells otherwise.
 */
function isOtherSecret({ status }: WebhookResource, present: PresentWebhook, secret: string, apiKey: string): boolean {
  if (present.secretHint !== hintOf(secret)) return true;
  const known = status?.secretFingerprint;
  return known !== undefined && known !== fingerprintOf(secret, apiKey);
}
