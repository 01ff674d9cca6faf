import { createHash, createSecretKey, type KeyObject } from 'node:crypto';

/** A master key that is not 32 bytes in hexadecimal or base64. Never carries the key. */
export class MasterKeyInvalid extends RangeError {
  override readonly name = 'MasterKeyInvalid';
  constructor() {
    super('a master key must be 32 bytes, written as 64 hexadecimal digits or as 44 characters of base64');
  }
}

/** A key that seals webhooks' secrets. A KeyObject shows nothing of itself when it is printed. */
export interface MasterKey {
  /** 8 hexadecimal digits: the first 4 bytes of the key's SHA-256. Not secret. */
  readonly id: string;
  readonly key: KeyObject;
}

const HEX = /^[0-9a-fA-F]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]{43}=?$/;

/** @throws MasterKeyInvalid */
export function parseMasterKey(text: string): MasterKey {
  if (!HEX.test(text) && !BASE64.test(text)) throw new MasterKeyInvalid();
  const bytes = Buffer.from(text, HEX.test(text) ? 'hex' : 'base64');
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  return { id, key: createSecretKey(bytes) };
}
