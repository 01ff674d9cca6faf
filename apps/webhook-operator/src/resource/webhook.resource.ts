import type { BatchSettings, Ordering, PayloadForm, RetryConfig } from '#domain';

export const GROUP = 'carehook.example';
export const VERSION = 'v1alpha1';
export const KIND = 'Webhook';
export const PLURAL = 'webhooks';
/** Holds a resource back until its webhook is deleted. */
export const FINALIZER = `${GROUP}/webhook`;

/** Where a text stands in a Secret of the resource's own namespace. */
export interface SecretKeyRef {
  readonly name: string;
  readonly key: string;
}

/** As the custom resource definition has it: its defaults are filled in by the API server. */
export interface WebhookSpec {
  /** An API key of the tenant, of role `admin`. */
  readonly apiKeySecretRef: SecretKeyRef;
  /** The signing secret; made where there is no such Secret yet. */
  readonly secretRef?: SecretKeyRef;
  readonly tls?: {
    /** A Secret of type `kubernetes.io/tls`: what Carehook shows to the receiver. */
    readonly clientSecretRef?: { readonly name: string };
    /** The authorities that the receiver's certificate is verified with. */
    readonly caSecretRef?: SecretKeyRef;
  };
  /** What becomes of the webhook when the resource is deleted. */
  readonly deletionPolicy: 'Delete' | 'Retain';
  readonly name?: string;
  readonly description?: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly active?: boolean;
  readonly dialect?: string;
  readonly filters?: Readonly<Record<string, unknown>>;
  readonly retryConfig?: RetryConfig;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxConcurrency?: number;
  readonly rateLimit?: number;
  readonly ordering?: Ordering;
  readonly batch?: BatchSettings;
  readonly payload?: PayloadForm;
  readonly redact?: readonly string[];
}

/** As Kubernetes' `metav1.Condition`. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
  /** RFC 3339, whole seconds. */
  readonly lastTransitionTime: string;
}

export interface WebhookStatus {
  readonly conditions?: readonly Condition[];
  /** The generation that the conditions speak of. */
  readonly observedGeneration?: number;
  readonly webhookId?: string;
  readonly tenantId?: string;
  /** Of the signing secret that Carehook was last given: see `secret.fingerprint.ts`. */
  readonly secretFingerprint?: string;
  /** A creation may be under way since then: see `creation.claim.ts`. RFC 3339. */
  readonly creatingSince?: string;
  /** The last generation that Carehook has had. */
  readonly syncedGeneration?: number;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly generation: number;
  readonly resourceVersion: string;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
}

/** One custom resource `Webhook`. */
export interface WebhookResource {
  readonly metadata: ObjectMeta;
  readonly spec: WebhookSpec;
  readonly status?: WebhookStatus;
}

/** `namespace/name`, by which the queue knows a resource. */
export type ResourceKey = `${string}/${string}`;

export function keyOf({ namespace, name }: Pick<ObjectMeta, 'namespace' | 'name'>): ResourceKey {
  return `${namespace}/${name}`;
}

export function addressOf(key: ResourceKey): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
}
