import { readFileSync } from 'node:fs';

/** Secrets may stand in a file that `NAME_FILE` names, as Docker's and Kubernetes' secrets do. */
const SECRETS = new Set([
  'CAREHOOK_ADMIN_KEY',
  'CAREHOOK_MASTER_KEY',
  'CAREHOOK_OLD_MASTER_KEYS',
  'DATABASE_URL',
  'DELIVERY_PROXY_URL',
  'KAFKA_SASL_PASSWORD',
  'OTEL_EXPORTER_OTLP_HEADERS',
]);

export interface Problem {
  readonly variable: string;
  readonly reason: string;
}

/** A variable's text, from the environment or from its file; line ends at the end of a file do not count. */
export function variableText(name: string, environment: NodeJS.ProcessEnv): string | undefined | Problem {
  const text = environment[name];
  const variable = `${name}_FILE`;
  const path = SECRETS.has(name) ? environment[variable] : undefined;
  if (path === undefined || path === '') return text;
  if (text !== undefined && text !== '') return { variable, reason: `is set beside ${name}: only one of them may be` };
  try {
    return readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
  } catch (error) {
    return { variable, reason: `cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
