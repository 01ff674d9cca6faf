import type { ObjectMeta } from '../resource/webhook.resource.js';

/** `name.length + namespace.length` of Kubernetes' names, the uid and the words fit; see the CRD's limit of a description. */
const MARKER = /^Kubernetes: \S+ \(([0-9a-f-]{36})\)$/;

/**
 * A webhook's description: the resource's, and a last line that tells people where the webhook is kept and the operator
 * which resource it belongs to. Carehook's API takes no id or idempotency key of the caller's; this line is in their place.
 */
export function markedDescription(description: string | undefined, { namespace, name, uid }: ObjectMeta): string {
  return [...(description ? [description] : []), `Kubernetes: ${namespace}/${name} (${uid})`].join('\n');
}

/** Whether the description's last line names the resource. */
export function isMarkedFor(description: string | null, uid: string): boolean {
  return MARKER.exec(description?.split('\n').at(-1) ?? '')?.[1] === uid;
}
