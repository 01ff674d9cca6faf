import { X509Certificate } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_MAX_CONCURRENCY } from '#domain';
import type { PresentWebhook } from '../carehook/carehook.client.js';
import type { WebhookResource } from '../resource/webhook.resource.js';
import { markedDescription } from './webhook.marker.js';

export type Fields = Readonly<Record<string, unknown>>;

/** PEM texts of a resource's TLS Secrets, in the form of the API. */
export interface TlsTexts {
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly ca?: string;
}

const MAX_NAME_LENGTH = 200;

/** The webhook that a resource describes, as the API shows one; without its secret and its certificates. */
function describedBy({ metadata, spec }: WebhookResource): Fields {
  return {
    name: spec.name?.trim() ?? `${metadata.namespace}/${metadata.name}`.slice(0, MAX_NAME_LENGTH),
    description: markedDescription(spec.description, metadata),
    url: spec.url,
    events: [...new Set(spec.events)],
    filters: spec.filters ?? null,
    retryConfig: spec.retryConfig ?? {},
    headers: spec.headers ?? {},
    maxConcurrency: spec.maxConcurrency ?? DEFAULT_MAX_CONCURRENCY,
    rateLimit: spec.rateLimit ?? null,
    ordering: spec.ordering ?? null,
    batch: spec.batch ?? null,
    payload: spec.payload ?? 'full',
    redact: spec.redact ?? null,
    ...(spec.dialect !== undefined && { dialect: spec.dialect }),
  };
}

/** The body that creates it. */
export function creationOf(resource: WebhookResource, tls: TlsTexts | undefined, secret: string | undefined): Fields {
  const { active } = resource.spec;
  return {
    ...describedBy(resource),
    ...(active !== undefined && { active }),
    ...(tls && { tls }),
    ...(secret !== undefined && { secret }),
  };
}

/** The fields of a webhook that are others than its resource says, with the values that they are to have. */
export function differencesOf(resource: WebhookResource, tls: TlsTexts | undefined, present: PresentWebhook): Fields {
  const wanted = Object.entries({ ...describedBy(resource), ...activityOf(resource, present) });
  return {
    ...Object.fromEntries(wanted.filter(([field, value]) => !isSame(field, present[field], value))),
    ...(!isSameTls(tls, present.tls) && { tls: tls ?? null }),
  };
}

/**
 * A resource that does not say `active` leaves it alone. What Carehook itself disabled, because its receiver is gone, is enabled
 * again by a change of the resource and not by the next comparison.
 */
function activityOf({ metadata, spec, status }: WebhookResource, present: PresentWebhook): Fields {
  if (spec.active === undefined) return {};
  const isKnown = status?.syncedGeneration === metadata.generation;
  if (spec.active && present.disabledReason !== null && isKnown) return {};
  return { active: spec.active };
}

/** The order of event types and of paths means nothing. */
function isSame(field: string, present: unknown, wanted: unknown): boolean {
  const comparable = (value: unknown) =>
    (field === 'events' || field === 'redact') && Array.isArray(value) ? (value as string[]).toSorted() : value;
  return isDeepStrictEqual(comparable(present), comparable(wanted));
}

/** A key is never shown: it changes with its certificate. */
function isSameTls(wanted: TlsTexts | undefined, present: PresentWebhook['tls']): boolean {
  const fingerprints = [present?.clientCertificate ?? [], present?.ca ?? []]
    .flat()
    .map(({ fingerprint256 }) => fingerprint256);
  const [client] = certificatesIn(wanted?.clientCertificate);
  return isDeepStrictEqual([...(client ? [client] : []), ...certificatesIn(wanted?.ca)], fingerprints);
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** SHA-256 fingerprints of a text's certificates; where it holds none, or one that cannot be read, a text that equals no fingerprint. */
function certificatesIn(pem: string | undefined): string[] {
  if (pem === undefined) return [];
  const texts = [...pem.matchAll(CERTIFICATE)].map(([text]) => text);
  return texts.length === 0 ? [pem] : texts.map(fingerprintIn);
}

function fingerprintIn(certificate: string): string {
  try {
    return new X509Certificate(certificate).fingerprint256;
  } catch {
    return certificate;
  }
}
