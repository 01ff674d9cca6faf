import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Problem } from './secret.files.js';

/** PEM as it is, or the path of a file that holds it. `hold` throws where the text is not what it should be. */
const pem = (what: string, hold: (text: string) => unknown) =>
  z.string().transform((value, context) => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    let text = value;
    try {
      if (!isPem(value)) text = readFileSync(value, 'utf8');
    } catch (error) {
      return refuse(`is neither PEM nor a file that can be read (${(error as NodeJS.ErrnoException).code})`);
    }
    try {
      hold(text);
      return text;
    } catch {
      return refuse(`holds no ${what} in PEM`);
    }
  });

/** TLS and SASL of every connection to Kafka. */
export const kafkaSecuritySettings = {
  KAFKA_TLS: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false)
    .describe('Whether connections to Kafka are encrypted: true or false.'),
  KAFKA_TLS_CA: pem('certificate', (text) => new X509Certificate(text))
    .optional()
    .describe('Authorities that vouch for the brokers in the place of the public ones: PEM, or the path of a file.'),
  KAFKA_TLS_CERT: pem('certificate', (text) => new X509Certificate(text))
    .optional()
    .describe('What is shown to a broker that asks for a certificate: PEM, or the path of a file.'),
  KAFKA_TLS_KEY: pem('private key without a password', (text) => createPrivateKey(text))
    .optional()
    .describe('Its key: PEM, or the path of a file.'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('plain (with KAFKA_TLS only), scram-sha-256 or scram-sha-512.'),
  KAFKA_SASL_USERNAME: z.string().optional().describe('Whom the brokers know this process as.'),
  KAFKA_SASL_PASSWORD: z.string().optional().describe('Its password.'),
};

type Given = Readonly<Record<string, string | undefined>>;

/** Which of Kafka's variables do not make sense together. `given` are the texts of those that are set. */
export function kafkaSecurityProblems(given: Given): Problem[] {
  const problems: Problem[] = [];
  const refuse = (variable: string, reason: string) => problems.push({ variable, reason });
  const need = (variable: string, other: string) => {
    if (given[variable] !== undefined && given[other] === undefined) refuse(variable, `needs ${other}`);
  };
  need('KAFKA_TLS_CERT', 'KAFKA_TLS_KEY');
  need('KAFKA_TLS_KEY', 'KAFKA_TLS_CERT');
  need('KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME');
  need('KAFKA_SASL_MECHANISM', 'KAFKA_SASL_PASSWORD');
  need('KAFKA_SASL_USERNAME', 'KAFKA_SASL_MECHANISM');
  need('KAFKA_SASL_PASSWORD', 'KAFKA_SASL_MECHANISM');
  if (given.KAFKA_TLS !== 'true') {
    for (const variable of ['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY']) {
      if (given[variable] !== undefined) refuse(variable, 'needs KAFKA_TLS=true');
    }
    if (given.KAFKA_SASL_MECHANISM === 'plain') {
      refuse('KAFKA_SASL_MECHANISM', 'plain sends the password itself, and so needs KAFKA_TLS=true');
    }
  }
  if (isOtherPair(given.KAFKA_TLS_CERT, given.KAFKA_TLS_KEY))
    refuse('KAFKA_TLS_KEY', 'is not the key of KAFKA_TLS_CERT');
  return problems;
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

/** Whether both can be read and do not belong together. */
function isOtherPair(certificate: string | undefined, key: string | undefined): boolean {
  if (certificate === undefined || key === undefined) return false;
  try {
    const [certificateText, keyText] = [certificate, key].map((value) =>
      isPem(value) ? value : readFileSync(value, 'utf8'),
    ) as [string, string];
    return !new X509Certificate(certificateText).checkPrivateKey(createPrivateKey(keyText));
  } catch {
    return false;
  }
}
