import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigurationInvalid, readEnvironment } from './environment.js';
import { kafkaSettings } from './settings.js';

const folder = mkdtempSync(join(tmpdir(), 'carehook-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What is wrong, a line each; empty where nothing is. */
function problems(environment: NodeJS.ProcessEnv): string[] {
  try {
    readEnvironment(kafkaSettings, { KAFKA_BROKERS: 'a:1', ...environment });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationInvalid)) throw error;
    return error.problems.map(({ variable, reason }) => `${variable} ${reason}`);
  }
}

/** Some authority's certificate, and a key that is not its own. */
const [certificate = ''] = rootCertificates;
const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const scram = { KAFKA_SASL_MECHANISM: 'scram-sha-256', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };

describe('an authority', () => {
  it('is given as PEM or as the path of a file', () => {
    for (const KAFKA_TLS_CA of [certificate, file('ca.pem', certificate)]) {
      const settings = readEnvironment(kafkaSettings, { KAFKA_BROKERS: 'a:1', KAFKA_TLS: 'true', KAFKA_TLS_CA });
      expect(settings.KAFKA_TLS_CA).toBe(certificate);
    }
  });

  it.each([
    ['a file that is not there', join(folder, 'none.pem'), 'is neither PEM nor a file that can be read (ENOENT)'],
    ['a file without one', file('empty.pem', 'x'), 'holds no certificate in PEM'],
    ['something else in PEM', key, 'holds no certificate in PEM'],
  ])('is not %s', (_, KAFKA_TLS_CA, reason) => {
    expect(problems({ KAFKA_TLS: 'true', KAFKA_TLS_CA })).toEqual([`KAFKA_TLS_CA ${reason}`]);
  });
});

describe('settings that do not fit together', () => {
  it.each<[string, NodeJS.ProcessEnv, string[]]>([
    ['an authority without TLS', { KAFKA_TLS_CA: certificate }, ['KAFKA_TLS_CA needs KAFKA_TLS=true']],
    [
      'a certificate without its key',
      { KAFKA_TLS: 'true', KAFKA_TLS_CERT: certificate },
      ['KAFKA_TLS_CERT needs KAFKA_TLS_KEY'],
    ],
    [
      'a certificate with the key of another',
      { KAFKA_TLS: 'true', KAFKA_TLS_CERT: certificate, KAFKA_TLS_KEY: key },
      ['KAFKA_TLS_KEY is not the key of KAFKA_TLS_CERT'],
    ],
    [
      'a mechanism without a user',
      { KAFKA_SASL_MECHANISM: 'scram-sha-512' },
      ['KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME', 'KAFKA_SASL_MECHANISM needs KAFKA_SASL_PASSWORD'],
    ],
    [
      'a password without a mechanism',
      { KAFKA_SASL_PASSWORD: 'p' },
      ['KAFKA_SASL_PASSWORD needs KAFKA_SASL_MECHANISM'],
    ],
    [
      'a password that goes over the network as it is',
      { ...scram, KAFKA_SASL_MECHANISM: 'plain' },
      ['KAFKA_SASL_MECHANISM plain sends the password itself, and so needs KAFKA_TLS=true'],
    ],
  ])('are %s', (_, environment, expected) => expect(problems(environment)).toEqual(expected));

  it('are not SCRAM without TLS, and PLAIN with it', () => {
    expect(problems(scram)).toEqual([]);
    expect(problems({ ...scram, KAFKA_SASL_MECHANISM: 'plain', KAFKA_TLS: 'true' })).toEqual([]);
  });
});
