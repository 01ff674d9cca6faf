import type { EventEntity } from '#postgres';
import { dataAsJson, isJsonContentType, parseJsonOrNothing } from '#raw-json';

/** An event as lists show it: everything but its data. `id` is the producer's; `uid` is ours, and names it in paths. */
export function eventJson(event: Omit<EventEntity, 'data'>) {
  const { uid, id, type, source, subject, timeText, contentType, extensions, acceptedAt } = event;
  return {
    uid,
    id,
    type,
    source,
    subject,
    time: timeText,
    contentType,
    extensions,
    acceptedAt: acceptedAt.toISOString(),
    schemaProblems: event.schemaProblems,
    dataKeyId: event.dataKeyId,
    erasureId: event.erasureId,
  };
}
export type EventJson = ReturnType<typeof eventJson>;

/**
 * The same with its data as the last member: JSON as `data`, byte for byte as the producer sent it; anything else as
 * `dataBase64`, what only says that it is JSON included. Written by hand, for a JSON parser would change numbers.
 */
export function eventBody(event: EventEntity): Buffer {
  const head = JSON.stringify(eventJson(event)).slice(0, -1);
  const data =
    isJsonContentType(event.contentType) && isSoundJson(event.data)
      ? [Buffer.from(',"data":'), dataAsJson(event.data, event.contentType)]
      : [Buffer.from(`,"dataBase64":"${event.data.toString('base64')}"`)];
  return Buffer.concat([Buffer.from(head), ...data, Buffer.from('}')]);
}

/** Events are recorded as they came: one whose data the router refused could forge members of the answer. */
export function isSoundJson(data: Buffer): boolean {
  return data.length === 0 || parseJsonOrNothing(data) !== undefined;
}
