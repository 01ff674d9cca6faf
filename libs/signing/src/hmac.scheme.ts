import { createHmac, createSecretKey, type Hmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/** A key made ready once: Node takes several times as long to sign with text or bytes. It shows what it holds to no logger. */
export type SigningKey = KeyObject;
/** A text key counts as its UTF-8 bytes. */
export type HmacKey = string | Buffer | SigningKey;
/** A message may come in pieces, which count as one. */
export type HmacMessage = string | Buffer | readonly (string | Buffer)[];

/** For whoever signs more than once with it. A text counts as its UTF-8 bytes. */
export function signingKey(secret: string | Buffer): SigningKey {
  return typeof secret === 'string' ? createSecretKey(secret, 'utf8') : createSecretKey(secret);
}

/** HMAC-SHA256 (RFC 2104) as 64 lower-case hexadecimal digits. */
export function hmacHex(key: HmacKey, message: HmacMessage): string {
  return hmac(key, message).digest('hex');
}

/** HMAC-SHA256 (RFC 2104) as 44 characters of padded base64. */
export function hmacBase64(key: HmacKey, message: HmacMessage): string {
  return hmac(key, message).digest('base64');
}

export function verifyHmacHex(key: HmacKey, message: HmacMessage, signature: string): boolean {
  return equalInConstantTime(hmacHex(key, message), signature);
}

export function verifyHmacBase64(key: HmacKey, message: HmacMessage, signature: string): boolean {
  return equalInConstantTime(hmacBase64(key, message), signature);
}

/** How long it takes tells nothing about where two texts differ; only whether their lengths do. */
export function equalInConstantTime(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}

function hmac(key: HmacKey, message: HmacMessage): Hmac {
  const mac = createHmac('sha256', key);
  for (const piece of isSingle(message) ? [message] : message) mac.update(piece);
  return mac;
}

function isSingle(message: HmacMessage): message is string | Buffer {
  return typeof message === 'string' || Buffer.isBuffer(message);
}
