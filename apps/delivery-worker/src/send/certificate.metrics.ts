import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { WebhookDirectory } from '#directory';
import { DAY_MS, type WebhookTls } from '#domain';
import { Gauge, Registry } from '#telemetry';

/** Long enough for its owner to get another from an authority of the house. */
const WARNING_MS = 14 * DAY_MS;
const ONE_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Counts the webhooks whose client certificate receivers will soon refuse; which they are the API says. */
@Injectable()
export class CertificateMetrics {
  /** A webhook's certificates are the same object until it is changed. */
  private readonly expiries = new WeakMap<WebhookTls, number>();

  constructor(
    @Inject(WebhookDirectory) private readonly directory: Pick<WebhookDirectory, 'all'>,
    @Inject(Registry) registry: Registry,
  ) {
    const expiring = () => this.expiringBy(Date.now() + WARNING_MS);
    new Gauge({
      name: 'carehook_client_certificates_expiring',
      help: 'Active webhooks whose client certificate has expired or does so within 14 days',
      registers: [registry],
      collect() {
        this.set(expiring());
      },
    });
  }

  private expiringBy(atMs: number): number {
    let count = 0;
    for (const { active, tls } of this.directory.all()) {
      if (active && tls?.clientCertificate !== undefined && this.expiryMs(tls, tls.clientCertificate) <= atMs)
        count += 1;
    }
    return count;
  }

  private expiryMs(tls: WebhookTls, pem: string): number {
    let expiryMs = this.expiries.get(tls);
    if (expiryMs === undefined) {
      expiryMs = firstExpiryMs(pem);
      this.expiries.set(tls, expiryMs);
    }
    return expiryMs;
  }
}

/** Of a certificate and those that lead to its issuer: without one of them it is worth nothing. */
function firstExpiryMs(pem: string): number {
  const chain = pem.match(ONE_CERTIFICATE) ?? [];
  return Math.min(...chain.map((one) => Date.parse(new X509Certificate(one).validTo)));
}
