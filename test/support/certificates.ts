import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key, both PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Certificates are made by the machine's own `openssl`, 3.0 or newer. */
export const hasOpenssl = /^OpenSSL [3-9]/.test(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '');

/** What to say in the name of a test that cannot run without it. */
export const opensslMissing = hasOpenssl ? '' : ' (not run: no openssl 3 here)';

/** An authority that trusts itself, or a plain self-signed certificate; valid for so many days. */
export function selfSigned(name: string, days = 30): Identity {
  return make(name, [], undefined, undefined, days);
}

/** A certificate that an authority issued, for these names (`DNS:a.example`, `IP:127.0.0.1`). */
export function issuedBy(issuer: Identity, name: string, altNames: readonly string[] = []): Identity {
  return make(name, altNames, issuer);
}

/** The same key, encrypted under a password. */
export function encryptedKey({ key }: Identity): string {
  return inDirectory((path) => {
    writeFileSync(path('plain.pem'), key);
    openssl('pkcs8', '-topk8', '-in', path('plain.pem'), '-out', path('sealed.pem'), '-passout', 'pass:test');
    return readFileSync(path('sealed.pem'), 'utf8');
  });
}

/** A key of RSA that is too short for TLS, with its certificate. */
export function weakIdentity(): Identity {
  return make('weak', [], undefined, ['rsa:512']);
}

function make(
  name: string,
  altNames: readonly string[],
  issuer: Identity | undefined,
  newKey = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
  days = 30,
): Identity {
  return inDirectory((path) => {
    const request = ['req', '-x509', '-newkey', ...newKey, '-nodes', '-subj', `/O=Carehook/CN=${name}`];
    const validity = ['-days', String(days)];
    const names = altNames.length > 0 ? ['-addext', `subjectAltName=${altNames.join(',')}`] : [];
    const by = issuer ? ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-addext', 'basicConstraints=CA:false'] : [];
    if (issuer) {
      writeFileSync(path('ca.pem'), issuer.cert);
      writeFileSync(path('ca.key'), issuer.key);
    }
    openssl(...request, ...validity, ...names, ...by, '-keyout', path('key.pem'), '-out', path('cert.pem'));
    return { cert: readFileSync(path('cert.pem'), 'utf8'), key: readFileSync(path('key.pem'), 'utf8') };
  });
}

function inDirectory<T>(work: (path: (file: string) => string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'carehook-certificates-'));
  try {
    return work((file) => join(directory, file));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function openssl(...commandLine: string[]): void {
  execFileSync('openssl', commandLine, { stdio: 'pipe' });
}
