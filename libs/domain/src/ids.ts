import { hash, randomUUID } from 'node:crypto';

/**
 * Ids that sort by time and come out equal whenever they are made from the same record: UUIDv7 (RFC 9562, section 5.7)
 * whose 48-bit time is the Kafka record's timestamp and whose 74 other bits are a SHA-256 of what names the thing.
 */
export function eventUid(acceptedAtMs: number, tenantId: string, source: string, id: string): string {
  return uuidv7(acceptedAtMs, digest(tenantId, source, id));
}

/** The id of one event for one webhook. `replayNonce` is empty for the event's own delivery. */
export function deliveryId(acceptedAtMs: number, eventUid: string, webhookId: string, replayNonce = ''): string {
  return uuidv7(acceptedAtMs, digest(eventUid, webhookId, replayNonce));
}

/** The id of a rejected record, by where it stood. */
export function rejectionId(rejectedAtMs: number, topic: string, partition: number, offset: number): string {
  return uuidv7(rejectedAtMs, digest(topic, String(partition), String(offset)));
}

/** The key under which producers' duplicates are recognised: 16 bytes of SHA-256 of (tenant, source, id), as a UUID. */
export function eventKey(tenantId: string, source: string, id: string): string {
  return toUuid(digest(tenantId, source, id));
}

/** Names an event's subject without telling it: 16 bytes of SHA-256 of (tenant, subject), as a UUID. */
export function orderKey(tenantId: string, subject: string): string {
  return toUuid(digest(tenantId, subject));
}

/** A random UUIDv7 for things that people make: webhooks, API keys. */
export function newId(nowMs: number): string {
  // Node keeps a stock of random UUIDs (version 4), which costs a tenth of asking for random bytes.
  const time = timeHex(nowMs);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** The id of an event whose producer gave none. */
export function newEventId(nowMs: number): string {
  return `evt_${newId(nowMs).replaceAll('-', '')}`;
}

/**
 * The id of an event whose producer gave none but an `Idempotency-Key` for its whole request: the same whenever the request
 * is sent again. It holds no time, hence the prefix of its own. `index` is the event's place in the request, from 0.
 */
export function eventIdOfKey(tenantId: string, idempotencyKey: string, index: number): string {
  return `key_${digest(tenantId, idempotencyKey, String(index)).slice(0, 32)}`;
}

/** The lowest UUIDv7 of a moment: the bound of a partition by day. */
export function uuidFloor(ms: number): string {
  return toUuid(timeHex(ms) + '0'.repeat(20));
}

/** The moment that a UUIDv7 carries, in milliseconds since 1970. */
export function uuidTimeMs(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Version 7 and the variant of RFC 9562 stand where `tail` has other digits. */
function uuidv7(ms: number, tail: string): string {
  const variant = '89ab'[Number.parseInt(tail.charAt(16), 16) % 4];
  return toUuid(`${timeHex(ms)}7${tail.slice(13, 16)}${variant}${tail.slice(17, 32)}`);
}

/** Milliseconds since 1970 as the first 48 bits of an id. @throws RangeError for what does not fit in */
function timeHex(ms: number): string {
  if (ms === lastTime.ms) return lastTime.hex;
  if (!(ms >= 0 && ms < 2 ** 48)) throw new RangeError(`no id holds the time ${ms}`);
  const hex = Math.floor(ms).toString(16).padStart(12, '0');
  lastTime = { ms, hex };
  return hex;
}

/** Where many ids are made, most are of the moment of the one before. */
let lastTime = { ms: -1, hex: '' };

/** In hexadecimal. Parts are joined with their lengths, so that ("a","bc") and ("ab","c") differ. */
function digest(...parts: string[]): string {
  let text = '';
  for (const part of parts) text += `${part.length}:${part}`;
  return hash('sha256', text);
}

function toUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
