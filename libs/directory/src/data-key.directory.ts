import { randomBytes } from 'node:crypto';
import { ApiError, type EventIdentity, type HeldData } from '#domain';
import type { DataKeyRow, TenantRow } from '#postgres';
import {
  DATA_SEAL_IV_BYTES,
  type DataKey,
  DataUnsealable,
  dataKey,
  openData,
  type SecretSealer,
  SecretUnreadable,
  sealData,
} from '#signing';

/** The data key of an event was dropped: nobody can read the data any more. */
export class DataErased extends ApiError {
  constructor() {
    super('ERASED', 'the data of this event was erased: its data key was dropped');
  }
}

/** A data key cannot be had in this process now: it was made a moment ago, or is sealed under a master key not known here. */
export class DataKeyUnavailable extends ApiError {
  constructor(
    readonly keyId: string,
    why: string,
  ) {
    super('UNAVAILABLE', `events of this tenant are sealed, and ${why}`, undefined, { 'retry-after': '5' });
  }
}

interface KnownKey {
  readonly tenantId: string;
  /** `null` where it was dropped. */
  readonly sealed: Buffer | null;
}

/**
 * All tenants' data keys, and which of them seal new events. A key is opened when it is first used, and kept until it is
 * dropped.
 */
export class DataKeyDirectory {
  private readonly keys = new Map<string, KnownKey>();
  private readonly opened = new Map<string, DataKey>();
  /** By tenant, those that seal only: where sealing is off, its cost is to find nothing here. */
  private readonly sealing = new Map<string, string>();

  /** Without a `sealer` this process was given no master key. */
  constructor(
    private readonly sync: { readonly isBehind: boolean; refresh(): Promise<void> },
    private readonly sealer: Pick<SecretSealer, 'open'> | undefined,
  ) {}

  /** See `DirectorySync.refresh`. */
  refresh(): Promise<void> {
    return this.sync.refresh();
  }

  /** The data as it may leave this process: sealed where its tenant wants that, else as it is. @throws DataKeyUnavailable */
  seal(event: EventIdentity, data: Buffer): HeldData {
    const keyId = this.sealing.get(event.tenantId);
    if (keyId === undefined) return { data };
    const known = this.keys.get(keyId);
    if (!known?.sealed) throw new DataKeyUnavailable(keyId, 'their data key is about to change');
    const key = this.open(keyId, known.sealed);
    return { data: sealData(key, event, data, randomBytes(DATA_SEAL_IV_BYTES)), sealedUnder: keyId };
  }

  /**
   * The data in the clear.
   * @throws DataErased, DataUnsealable where it will never open; DataKeyUnavailable where it may later
   */
  unseal(event: EventIdentity, { data, sealedUnder }: HeldData): Buffer {
    if (sealedUnder === undefined) return data;
    const known = this.keys.get(sealedUnder);
    if (!known) {
      if (this.sync.isBehind) throw new DataKeyUnavailable(sealedUnder, 'their data key is not known here yet');
      throw new DataUnsealable('unknown_key');
    }
    if (known.tenantId !== event.tenantId) throw new DataUnsealable('foreign_key');
    if (!known.sealed) throw new DataErased();
    return openData(this.open(sealedUnder, known.sealed), event, data);
  }

  /** Whether what was sealed under this key is lost for good. */
  isDropped(keyId: string | undefined): boolean {
    return keyId !== undefined && this.keys.get(keyId)?.sealed === null;
  }

  apply(tenants: readonly Pick<TenantRow, 'id' | 'sealing_key_id'>[], rows: readonly DataKeyRow[]): void {
    for (const { id, tenant_id: tenantId, sealed } of rows) {
      this.keys.set(id, { tenantId, sealed });
      if (!sealed) this.opened.delete(id);
    }
    for (const { id, sealing_key_id: keyId } of tenants) {
      if (keyId === null) this.sealing.delete(id);
      else this.sealing.set(id, keyId);
    }
  }

  private open(keyId: string, sealed: Buffer): DataKey {
    const known = this.opened.get(keyId);
    if (known) return known;
    if (!this.sealer)
      throw new DataKeyUnavailable(keyId, 'this service was given no master key to open their data key with');
    const key = dataKey(keyId, Buffer.from(this.unlocked(keyId, sealed, this.sealer), 'base64'));
    this.opened.set(keyId, key);
    return key;
  }

  private unlocked(keyId: string, sealed: Buffer, sealer: Pick<SecretSealer, 'open'>): string {
    try {
      return sealer.open(sealed, keyId);
    } catch (error) {
      if (!(error instanceof SecretUnreadable)) throw error;
      throw new DataKeyUnavailable(
        keyId,
        'this service cannot open their data key with the master keys that it was given',
      );
    }
  }
}
