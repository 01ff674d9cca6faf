import type { Dialect } from '#dialects';
import { type ClinicalEvent, deliveryId } from '#domain';
import { type Filter, lazySubject, matches, matchesEventType } from '#filters';
import { isJsonContentType, parseJsonOrNothing } from '#raw-json';

/** A webhook whose receiver is on this machine. */
export interface LocalWebhook {
  readonly id: string;
  readonly dialect: Dialect;
  readonly secret: string | undefined;
  readonly events: readonly string[];
  readonly filter: Filter | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Its receiver reads nothing but batches. */
  readonly isBatched: boolean;
}

/** Tells receivers whose permission a dialect asks for who it is that sends. */
const ORIGIN = 'carehook';

/** Whether the webhook wants the event. A filter that cannot read the data does not match. */
export function wants({ events, filter }: LocalWebhook, event: ClinicalEvent, data: Buffer): boolean {
  if (!matchesEventType(events, event.type)) return false;
  const read = () => (isJsonContentType(event.contentType) ? parseJsonOrNothing(data) : undefined);
  return filter === undefined || matches(filter, lazySubject(event, read));
}

/** The first attempt to deliver the event, as a delivery-worker would send it to this webhook. */
export function localRequest(webhook: LocalWebhook, event: ClinicalEvent, data: Buffer, sentAtMs: number) {
  const { id, dialect, secret, headers, isBatched } = webhook;
  const keys = secret === undefined ? [] : [dialect.signingKey(secret)];
  const delivery = {
    ...{ deliveryId: deliveryId(event.acceptedAtMs, event.uid, id), webhookId: id },
    ...{ event, attempt: 1, data, sentAtMs },
  };
  const batch = isBatched ? dialect.batch : undefined;
  const body = batch ? batch.envelope([delivery], keys) : dialect.envelope(delivery, keys);
  const own = batch ? batch.headers([delivery], body, keys) : dialect.headers(delivery, body, keys);
  return { body, headers: { ...headers, ...own, ...dialect.handshake?.headers(ORIGIN) } };
}
