import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  encryptedKey,
  hasOpenssl,
  type Identity,
  issuedBy,
  opensslMissing,
  selfSigned,
  weakIdentity,
} from '../../../../test/support/certificates.js';
import { tlsJson } from './webhook.certificates.js';
import { isShownTls, readTls } from './webhook-tls.rule.js';

describe.skipIf(!hasOpenssl)(`certificates of a webhook${opensslMissing}`, () => {
  const DAY_MS = 86_400_000;
  let authority: Identity;
  let client: Identity;
  let other: Identity;
  beforeAll(() => {
    authority = selfSigned('authority');
    client = issuedBy(authority, 'carehook');
    other = issuedBy(authority, 'other');
  });
  // Now is when they are read: a certificate is valid from the second in which it was made.
  const problemsOf = (given: Parameters<typeof readTls>[0], atMs = Date.now()) => readTls(given, atMs).problems;

  it('are taken: a certificate with its key and chain, authorities, or both', () => {
    const chain = `issued to us:\r\n${client.cert}\n${authority.cert}`;
    const { problems, tls } = readTls(
      { clientCertificate: chain, clientKey: client.key, ca: authority.cert },
      Date.now(),
    );
    expect(problems).toEqual([]);
    expect(tls.clientCertificate).toBe(client.cert + authority.cert);
    expect(tls.clientKey).toContain('BEGIN PRIVATE KEY');
    expect(problemsOf({ ca: authority.cert + other.cert })).toEqual([]);
    expect(problemsOf({ clientCertificate: client.cert, clientKey: client.key, ca: null })).toEqual([]);
  });

  it('are shown by subject, fingerprint and end, and nothing of the key', () => {
    const shown = tlsJson({
      tlsClientCertificate: client.cert,
      tlsSealedClientKey: Buffer.from('sealed'),
      tlsCa: authority.cert + other.cert,
    });
    const { fingerprint256, validTo } = new X509Certificate(client.cert);
    expect(shown).toEqual({
      clientCertificate: {
        subject: 'O=Carehook, CN=carehook',
        fingerprint256,
        validTo: new Date(validTo).toISOString(),
      },
      ca: [
        expect.objectContaining({ subject: 'O=Carehook, CN=authority' }),
        expect.objectContaining({ subject: 'O=Carehook, CN=other' }),
      ],
    });
    expect(isShownTls(shown ?? {})).toBe(true);
    expect(tlsJson({ tlsClientCertificate: null, tlsSealedClientKey: null, tlsCa: null })).toBeNull();
  });

  it('must be a pair of certificate and key', () => {
    expect(problemsOf({ clientCertificate: client.cert })).toMatchObject([{ field: 'tls.clientKey' }]);
    expect(problemsOf({ clientKey: client.key })).toMatchObject([{ field: 'tls.clientCertificate' }]);
    expect(problemsOf({ clientCertificate: client.cert, clientKey: other.key })).toEqual([
      { field: 'tls.clientKey', reason: 'is not the key of the client certificate' },
    ]);
    expect(problemsOf({})).toMatchObject([{ field: 'tls' }]);
  });

  it('must be valid now', () => {
    const expired = problemsOf({ ca: authority.cert }, Date.now() + 31 * DAY_MS);
    expect(expired).toEqual([{ field: 'tls.ca', reason: expect.stringMatching(/^certificate 1 expired on /) }]);
    const early = problemsOf({ clientCertificate: client.cert, clientKey: client.key }, Date.now() - DAY_MS);
    expect(early).toMatchObject([
      { field: 'tls.clientCertificate', reason: expect.stringContaining('not valid before') },
    ]);
  });

  it.each([
    ['no PEM', () => 'certificate', 'must hold a certificate in PEM'],
    ['a damaged one', () => authority.cert.replace(/\n[A-Za-z0-9+/]{20}/, '\n'), 'certificate 1 cannot be read'],
    [
      'a damaged second one',
      () => authority.cert + other.cert.replace(/\n[A-Za-z0-9+/]{20}/, '\n'),
      'certificate 2 cannot be read',
    ],
    ['a key beside it', () => authority.cert + authority.key, 'must hold certificates only, and no key'],
    ['too many', () => authority.cert.repeat(21), 'at most 20 certificates'],
  ])('are refused as authorities with %s', (_what, ca, reason) => {
    expect(problemsOf({ ca: ca() })).toEqual([{ field: 'tls.ca', reason }]);
  });

  it.each([
    ['no PEM', () => 'key', 'must be a private key in PEM'],
    ['a certificate', () => client.cert, 'must be a private key in PEM'],
    ['an encrypted key', () => encryptedKey(client), 'must not be encrypted: it is sealed here'],
  ])('are refused with %s as the key, which is not quoted', (_what, clientKey, reason) => {
    expect(problemsOf({ clientCertificate: client.cert, clientKey: clientKey() })).toEqual([
      { field: 'tls.clientKey', reason },
    ]);
  });

  it('are refused where OpenSSL would make no connection with them', () => {
    const { cert, key } = weakIdentity();
    expect(problemsOf({ clientCertificate: cert, clientKey: key })).toMatchObject([{ field: 'tls' }]);
  });
});
