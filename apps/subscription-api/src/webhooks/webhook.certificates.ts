import { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { WebhookEntity } from '#postgres';
import { SecretSealer } from '#signing';
import type { SoundTls } from './webhook-tls.rule.js';

type TlsColumns = Pick<WebhookEntity, 'tlsClientCertificate' | 'tlsSealedClientKey' | 'tlsCa'>;

export const NO_TLS: TlsColumns = { tlsClientCertificate: null, tlsSealedClientKey: null, tlsCa: null };

/** Seals and keeps the certificates of webhooks' own connections. A key never leaves here. */
@Injectable()
export class WebhookCertificates {
  constructor(private readonly sealer: SecretSealer) {}

  /** As a webhook's row holds them. */
  columnsOf(webhookId: string, { clientCertificate, clientKey, ca }: SoundTls): TlsColumns {
    return {
      tlsClientCertificate: clientCertificate ?? null,
      tlsSealedClientKey: clientKey === undefined ? null : this.sealer.seal(clientKey, webhookId),
      tlsCa: ca ?? null,
    };
  }
}

/** What the API tells of a webhook's certificates; null where it has none. */
export function tlsJson({ tlsClientCertificate, tlsCa }: TlsColumns) {
  if (tlsClientCertificate === null && tlsCa === null) return null;
  return {
    clientCertificate: tlsClientCertificate === null ? null : certificateJson(tlsClientCertificate),
    ca: (tlsCa ?? '')
      .split(/(?<=-----END CERTIFICATE-----\n)/)
      .filter(Boolean)
      .map(certificateJson),
  };
}

function certificateJson(pem: string) {
  const { subject, fingerprint256, validTo } = new X509Certificate(pem);
  return { subject: subject.split('\n').join(', '), fingerprint256, validTo: new Date(validTo).toISOString() };
}
