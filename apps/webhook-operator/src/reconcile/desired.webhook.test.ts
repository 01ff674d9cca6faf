import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { hasOpenssl, opensslMissing, selfSigned } from '../../../../test/support/certificates.js';
import { resourceWith, webhookWith } from '../resource/webhook.resource.fixture.js';
import { differencesOf } from './desired.webhook.js';

it.skipIf(!hasOpenssl)(`certificates are compared by their fingerprints${opensslMissing}`, () => {
  const [one, other] = [selfSigned('one'), selfSigned('other')];
  const shown = (...pems: string[]) => pems.map((pem) => ({ fingerprint256: new X509Certificate(pem).fingerprint256 }));
  const present = (client: string | null, ...ca: string[]) =>
    webhookWith('w1', {
      tls: { clientCertificate: client === null ? null : (shown(client)[0] ?? null), ca: shown(...ca) },
    });
  const wanted = { clientCertificate: one.cert, clientKey: one.key, ca: other.cert };
  const differences = (tls: object | undefined, webhook = present(one.cert, other.cert)) =>
    differencesOf(resourceWith(), tls, webhook);
  expect(differences(wanted)).toEqual({});
  expect(differences({ ...wanted, ca: one.cert })).toEqual({ tls: { ...wanted, ca: one.cert } });
  expect(differences({ ca: other.cert })).toEqual({ tls: { ca: other.cert } });
  expect(differences(undefined)).toEqual({ tls: null });
  expect(differences(undefined, webhookWith('w1'))).toEqual({});
  expect(differences({ ca: 'no certificate at all' }, webhookWith('w1'))).toEqual({
    tls: { ca: 'no certificate at all' },
  });
});
