import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { EventIdentity } from '#domain';

/**
 * Why sealed data does not open. `damaged` is also data of another event or tenant; `unknown_key` and `foreign_key` are for whoever
 * looks keys up.
 */
export type DataUnsealableReason = 'format' | 'damaged' | 'unknown_key' | 'foreign_key';

/** Sealed data that nobody can open, now or later. Carries nothing of it. */
export class DataUnsealable extends Error {
  override readonly name = 'DataUnsealable';
  constructor(readonly reason: DataUnsealableReason) {
    super(`the data of an event does not open (${reason})`);
  }
}

/** A key that seals the data of a tenant's events. A KeyObject shows nothing of itself when it is printed. */
export interface DataKey {
  readonly idBytes: Buffer;
  readonly key: KeyObject;
}

export const DATA_KEY_BYTES = 32;
export const DATA_SEAL_IV_BYTES = 12;

const CIPHER = 'aes-256-gcm';
const VERSION = Buffer.of(1);
const KEY_ID_BYTES = 16;
const TAG_BYTES = 16;
const IV_AT = VERSION.length + KEY_ID_BYTES;
const CIPHERTEXT_AT = IV_AT + DATA_SEAL_IV_BYTES;

/** So much longer than the data itself is sealed data. */
export const SEALED_DATA_EXTRA_BYTES = CIPHERTEXT_AT + TAG_BYTES;

/** @param id a UUID */
export function dataKey(id: string, bytes: Buffer): DataKey {
  return { idBytes: Buffer.from(id.replaceAll('-', ''), 'hex'), key: createSecretKey(bytes) };
}

/**
 * Seals data with AES-256-GCM: version (1 byte: 1) · data key id (16) · IV (12) · ciphertext · tag (16), bound to the
 * event, so that it opens for no other.
 *
 * @param iv 12 random bytes, for this data alone. With random ones a key is good for 2^32 events (NIST SP 800-38D, 8.3)
 */
export function sealData({ idBytes, key }: DataKey, event: EventIdentity, data: Buffer, iv: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(boundTo(event));
  const ciphertext = [cipher.update(data), cipher.final()];
  return Buffer.concat([VERSION, idBytes, iv, ...ciphertext, cipher.getAuthTag()]);
}

/** @throws DataUnsealable for data that was changed, sealed under another key, or is another event's */
export function openData({ idBytes, key }: DataKey, event: EventIdentity, sealed: Buffer): Buffer {
  const isOfKey = sealed.length >= SEALED_DATA_EXTRA_BYTES && sealed.subarray(VERSION.length, IV_AT).equals(idBytes);
  if (!isOfKey || sealed[0] !== VERSION[0]) throw new DataUnsealable('format');
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(IV_AT, CIPHERTEXT_AT), { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(event)).setAuthTag(sealed.subarray(-TAG_BYTES));
  const opened = decipher.update(sealed.subarray(CIPHERTEXT_AT, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    throw new DataUnsealable('damaged');
  }
  return opened;
}

/** None of them may hold a line feed: see `eventProblems`. */
function boundTo({ tenantId, source, id }: EventIdentity): Buffer {
  return Buffer.from(`${tenantId}\n${source}\n${id}`);
}
