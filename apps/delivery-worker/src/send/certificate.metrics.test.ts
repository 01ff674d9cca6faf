import { expect, it } from 'vitest';
import type { Webhook } from '#domain';
import { Registry } from '#telemetry';
import { hasOpenssl, opensslMissing, selfSigned } from '../../../../test/support/certificates.js';
import { CertificateMetrics } from './certificate.metrics.js';

function webhookWith(clientCertificate: string | undefined, active = true): Webhook {
  return {
    ...{ id: 'w1', tenantId: 't', url: 'https://receiver.example/hook', events: ['*'], active, dialect: 'standard' },
    ...{ headers: {}, retryConfig: {}, maxConcurrency: 1, revision: 1, secrets: [] },
    tls: clientCertificate === undefined ? {} : { clientCertificate },
  };
}

async function counted(webhooks: Webhook[]): Promise<string> {
  const registry = new Registry();
  new CertificateMetrics({ all: () => webhooks }, registry);
  return /^carehook_client_certificates_expiring (\S+)$/m.exec(await registry.metrics())?.[1] ?? 'nothing';
}

it.skipIf(!hasOpenssl)(
  `counts the certificates of active webhooks that expire within 14 days${opensslMissing}`,
  async () => {
    const [soon, later] = [selfSigned('soon', 13).cert, selfSigned('later', 15).cert];
    expect(await counted([])).toBe('0');
    expect(await counted([webhookWith(later), webhookWith(soon, false), webhookWith(undefined)])).toBe('0');
    expect(await counted([webhookWith(soon), webhookWith(later), webhookWith(soon)])).toBe('2');
  },
);

it.skipIf(!hasOpenssl)(`counts one whose issuer's certificate expires first${opensslMissing}`, async () => {
  expect(await counted([webhookWith(selfSigned('leaf', 90).cert + selfSigned('issuer', 5).cert)])).toBe('1');
});
