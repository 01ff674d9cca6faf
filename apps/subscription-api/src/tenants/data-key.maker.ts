import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '#domain';
import { type EntityManager, TenantDataKeyEntity, TenantEntity } from '#postgres';
import { DATA_KEY_BYTES, SecretSealer } from '#signing';

/** Makes tenants' data keys. Nobody ever sees one: it leaves here sealed under the master key. */
@Injectable()
export class DataKeyMaker {
  constructor(private readonly sealer: SecretSealer) {}

  /** A new key, under which the tenant's new events are sealed from now on. Part of a directory change. */
  async make(manager: EntityManager, tenantId: string, revision: string): Promise<string> {
    const id = newId(Date.now());
    const sealed = this.sealer.seal(randomBytes(DATA_KEY_BYTES).toString('base64'), id);
    await manager.insert(TenantDataKeyEntity, { id, tenantId, sealed, revision });
    await manager.update(TenantEntity, { id: tenantId }, { sealingKeyId: id, revision });
    return id;
  }
}
