import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type MasterKey, parseMasterKey } from './master-key.js';

/** Why a sealed secret did not open: `damaged` is also a secret of another webhook. */
export type SecretUnreadableReason = 'format' | 'unknown_key' | 'damaged';

/** A sealed secret that cannot be opened. Carries nothing of the secret. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable';
  constructor(
    readonly reason: SecretUnreadableReason,
    /** The id of the master key it was sealed under, 8 hexadecimal digits; `undefined` where none can be read. */
    readonly keyId: string | undefined,
  ) {
    super(`a sealed secret cannot be opened (${reason}, master key ${keyId ?? 'unreadable'})`);
  }
}

/** A sealer without a single master key. */
export class MasterKeyMissing extends Error {
  override readonly name = 'MasterKeyMissing';
  constructor() {
    super('at least one master key is needed to seal secrets');
  }
}

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const KEY_ID_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const IV_AT = 1 + KEY_ID_BYTES;
const CIPHERTEXT_AT = IV_AT + IV_BYTES;

/**
 * Seals webhooks' secrets for the database with AES-256-GCM. A sealed secret is
 * version (1 byte: 1) · master key id (4) · IV (12) · ciphertext · tag (16), bound to its webhook's id, so that it
 * opens for no other webhook.
 *
 * Holds several master keys while they are rotated: the first one seals, all of them open.
 */
export class SecretSealer {
  readonly #newest: MasterKey;
  readonly #keys: ReadonlyMap<string, MasterKey>;

  /**
   * `masterKeys` as `parseMasterKey` takes them; `randomBytes` gives that many random bytes.
   *
   * @throws MasterKeyInvalid, MasterKeyMissing
   */
  constructor(
    masterKeys: readonly string[],
    private readonly randomBytes: (size: number) => Buffer,
  ) {
    const keys = masterKeys.map(parseMasterKey);
    const [newest] = keys;
    if (!newest) throw new MasterKeyMissing();
    this.#newest = newest;
    this.#keys = new Map(keys.map((key) => [key.id, key]));
  }

  /** The id of the key that seals. */
  get keyId(): string {
    return this.#newest.id;
  }

  /** Whether what was sealed under the key of this id can be opened. */
  knows(keyId: string): boolean {
    return this.#keys.has(keyId);
  }

  seal(secret: string, webhookId: string): Buffer {
    const iv = this.randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#newest.key, iv).setAAD(Buffer.from(webhookId));
    const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    const keyId = Buffer.from(this.#newest.id, 'hex');
    return Buffer.concat([Buffer.of(VERSION), keyId, iv, ciphertext, cipher.getAuthTag()]);
  }

  /** @throws SecretUnreadable */
  open(sealed: Buffer, webhookId: string): string {
    if (sealed.length < CIPHERTEXT_AT + TAG_BYTES || sealed[0] !== VERSION) {
      throw new SecretUnreadable('format', undefined);
    }
    const keyId = sealed.toString('hex', 1, IV_AT);
    const masterKey = this.#keys.get(keyId);
    if (!masterKey) throw new SecretUnreadable('unknown_key', keyId);

    const decipher = createDecipheriv(CIPHER, masterKey.key, sealed.subarray(IV_AT, CIPHERTEXT_AT), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(webhookId)).setAuthTag(sealed.subarray(-TAG_BYTES));
    const opened = decipher.update(sealed.subarray(CIPHERTEXT_AT, -TAG_BYTES));
    try {
      return Buffer.concat([opened, decipher.final()]).toString('utf8');
    } catch {
      throw new SecretUnreadable('damaged', keyId);
    }
  }
}
