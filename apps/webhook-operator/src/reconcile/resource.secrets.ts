import { randomBytes } from 'node:crypto';
import { dialectNamed } from '#dialects';
import type { KeyOwner } from '../carehook/carehook.client.js';
import type { Secrets } from '../kubernetes/secrets.js';
import type { WebhookResource } from '../resource/webhook.resource.js';
import type { TlsTexts } from './desired.webhook.js';

const SECRET_BYTES = 32;

/** What a resource's Secrets hold. Every method throws SecretMissing. */
export class ResourceSecrets {
  constructor(private readonly secrets: Secrets) {}

  apiKey({ metadata, spec }: WebhookResource): Promise<string> {
    return this.secrets.text(metadata.namespace, spec.apiKeySecretRef, 'apiKeySecretRef');
  }

  /**
   * The signing secret; `undefined` where the resource names none. It is made here, and kept in its Secret before Carehook is
   * given it: were Carehook to make it, a crash after its one answer would lose it.
   */
  async signing({ metadata, spec }: WebhookResource, owner: KeyOwner): Promise<string | undefined> {
    const ref = spec.secretRef;
    if (!ref) return undefined;
    if (await this.secrets.find(metadata.namespace, ref.name, 'secretRef')) {
      return this.secrets.text(metadata.namespace, ref, 'secretRef');
    }
    const made = dialectNamed(spec.dialect ?? owner.defaultDialect).makeSecret(randomBytes(SECRET_BYTES));
    await this.secrets.create(metadata, ref, made, 'secretRef');
    return made;
  }

  async tls({ metadata: { namespace }, spec }: WebhookResource): Promise<TlsTexts | undefined> {
    if (!spec.tls) return undefined;
    const { clientSecretRef: client, caSecretRef: ca } = spec.tls;
    const ofClient = (key: string) =>
      client && this.secrets.text(namespace, { name: client.name, key }, 'tls.clientSecretRef');
    const clientCertificate = await ofClient('tls.crt');
    const clientKey = await ofClient('tls.key');
    const authorities = ca && (await this.secrets.text(namespace, ca, 'tls.caSecretRef'));
    return {
      ...(clientCertificate !== undefined && { clientCertificate }),
      ...(clientKey !== undefined && { clientKey }),
      ...(authorities !== undefined && { ca: authorities }),
    };
  }
}
