import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { FieldProblem } from '#domain';
import type { WebhookTlsChange } from '#payload-schemas';

/** Certificates that were found sound, in PEM and without anything around them. */
export interface SoundTls {
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly ca?: string;
}

const MAX_CHAIN = 10;
const MAX_AUTHORITIES = 20;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Whether these are the certificates as the API shows them, which say nothing new. */
export function isShownTls({ clientCertificate, clientKey, ca }: WebhookTlsChange): boolean {
  return typeof clientCertificate !== 'string' && typeof clientKey !== 'string' && Array.isArray(ca);
}

/** Reads a webhook's certificates and says what is wrong with them. Never quotes them. */
export function readTls(given: WebhookTlsChange, nowMs: number): { problems: FieldProblem[]; tls: SoundTls } {
  const { clientCertificate, clientKey, ca } = given;
  const found = new TlsReading(nowMs);
  const chain = found.certificates('tls.clientCertificate', clientCertificate, MAX_CHAIN);
  const authorities = found.certificates('tls.ca', ca, MAX_AUTHORITIES);
  const key = found.key(clientKey);
  if (clientCertificate && !clientKey) found.refuse('tls.clientKey', 'is required with a client certificate');
  if (clientKey && !clientCertificate) found.refuse('tls.clientCertificate', 'is required with a client key');
  if (!clientCertificate && !clientKey && !ca)
    found.refuse('tls', 'must have a clientCertificate or a ca; null removes it');
  const [leaf] = chain;
  if (leaf && key && !leaf.checkPrivateKey(key))
    found.refuse('tls.clientKey', 'is not the key of the client certificate');

  const tls: SoundTls = {
    ...(chain.length > 0 && { clientCertificate: pemOf(chain) }),
    ...(key && { clientKey: key.export({ type: 'pkcs8', format: 'pem' }) as string }),
    ...(authorities.length > 0 && { ca: pemOf(authorities) }),
  };
  if (found.problems.length === 0 && !isUsable(tls)) {
    found.refuse('tls', 'cannot be used for TLS: a key may be too short, or of a kind that OpenSSL does not take');
  }
  return { problems: found.problems, tls };
}

/** Gathers what is wrong while the parts are read. */
class TlsReading {
  readonly problems: FieldProblem[] = [];

  constructor(private readonly nowMs: number) {}

  refuse(field: string, reason: string): undefined {
    this.problems.push({ field, reason });
  }

  certificates(field: string, given: WebhookTlsChange['clientCertificate' | 'ca'], atMost: number): X509Certificate[] {
    if (given === undefined || given === null) return [];
    if (typeof given !== 'string') return this.refuse(field, 'must be PEM text') ?? [];
    if (given.includes('PRIVATE KEY-----')) return this.refuse(field, 'must hold certificates only, and no key') ?? [];
    const blocks = given.match(PEM_CERTIFICATE) ?? [];
    if (blocks.length === 0) return this.refuse(field, 'must hold a certificate in PEM') ?? [];
    if (blocks.length > atMost) return this.refuse(field, `at most ${atMost} certificates`) ?? [];
    return blocks.flatMap((block, index) => this.certificate(field, block, index + 1) ?? []);
  }

  key(given: string | null | undefined): KeyObject | undefined {
    if (!given) return undefined;
    if (given.includes('ENCRYPTED')) return this.refuse('tls.clientKey', 'must not be encrypted: it is sealed here');
    try {
      return createPrivateKey(given);
    } catch {
      return this.refuse('tls.clientKey', 'must be a private key in PEM');
    }
  }

  private certificate(field: string, block: string, number: number): X509Certificate | undefined {
    try {
      const certificate = new X509Certificate(block);
      const dates = [certificate.validFrom, certificate.validTo].map((text) => Date.parse(text));
      const [fromMs = Number.NaN, toMs = Number.NaN] = dates;
      if (toMs <= this.nowMs) return this.refuse(field, `certificate ${number} expired on ${certificate.validTo}`);
      if (fromMs > this.nowMs) {
        return this.refuse(field, `certificate ${number} is not valid before ${certificate.validFrom}`);
      }
      return certificate;
    } catch {
      return this.refuse(field, `certificate ${number} cannot be read`);
    }
  }
}

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.map((certificate) => certificate.toString()).join('');
}

/** Whether the sender will be able to make connections with them. */
function isUsable({ clientCertificate, clientKey, ca }: SoundTls): boolean {
  try {
    createSecureContext({
      ...(clientCertificate !== undefined && { cert: clientCertificate }),
      ...(clientKey !== undefined && { key: clientKey }),
      ...(ca !== undefined && { ca }),
    });
    return true;
  } catch {
    return false;
  }
}
