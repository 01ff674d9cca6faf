import type { Dialect, OutgoingDelivery } from './dialect.js';

/** An event to show in a dialect. Ids and times are the caller's, so that a sample is always the same. */
export interface SampleEvent {
  readonly type: string;
  readonly data: unknown;
  readonly tenantId: string;
  readonly eventUid: string;
  readonly eventId: string;
  readonly deliveryId: string;
  readonly webhookId: string;
  /** When the event happened and its delivery is tried, in milliseconds since 1970. */
  readonly atMs: number;
}

/** What a receiver would get, and the secret that its signature was made with. */
export interface SampleRequest {
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** No secret of anybody's: the bytes 1, 2, … 32. */
const SAMPLE_RANDOM = Buffer.from(Array.from({ length: 32 }, (_, index) => index + 1));

/** The first attempt to deliver an event, exactly as the dialect sends it. */
export function sampleRequest(dialect: Dialect, sample: SampleEvent): SampleRequest {
  const secret = dialect.makeSecret(SAMPLE_RANDOM);
  const delivery = sampleDelivery(sample);
  const keys = [dialect.signingKey(secret)];
  const body = dialect.envelope(delivery, keys);
  return { secret, headers: dialect.headers(delivery, body, keys), body };
}

/** What a dialect makes that request of. */
export function sampleDelivery(sample: SampleEvent): OutgoingDelivery {
  const { type, data, tenantId, eventUid, eventId, deliveryId, webhookId, atMs } = sample;
  const event = {
    uid: eventUid,
    acceptedAtMs: atMs,
    tenantId,
    id: eventId,
    type,
    source: `/${tenantId}`,
    time: new Date(atMs).toISOString(),
    contentType: 'application/json',
    extensions: {},
  };
  return { deliveryId, webhookId, event, attempt: 1, data: Buffer.from(JSON.stringify(data)), sentAtMs: atMs };
}
