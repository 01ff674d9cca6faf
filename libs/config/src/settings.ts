import { z } from 'zod';
import { TargetAddressPolicy } from '#domain';
import { parseMasterKey } from '#signing';
import { bareUrl } from './bare-url.js';
import { databaseUrl } from './database-url.js';
import { integer, list } from './environment.js';
import { kafkaSecuritySettings } from './kafka-security.settings.js';

/** Every app listens for HTTP: its API, or only health and metrics. */
export const httpSettings = {
  HOST: z.string().default('0.0.0.0').describe('Address to listen at.'),
  PORT: integer(0, 65_535).optional().describe("Port to listen at; each service's own unless given."),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('What is logged; `debug` writes one line an attempt.'),
};

export const postgresSettings = {
  DATABASE_URL: databaseUrl.describe('postgres://user:password@host:port/database'),
  DATABASE_POOL_SIZE: integer(1, 200).default(10).describe('Connections of one process.'),
};

/** `hospital-a.events=hospital-a,…`: topics whose records all belong to one tenant. */
const tenantTopics = list.transform((entries, context) =>
  entries.map((entry) => {
    const [topic, tenantId, ...rest] = entry.split('=').map((part) => part.trim());
    if (!topic || !tenantId || rest.length > 0) {
      context.addIssue({ code: 'custom', message: `"${entry}" is not of the form topic=tenant` });
    }
    return { topic: topic ?? '', tenantId: tenantId ?? '' };
  }),
);

export const kafkaSettings = {
  KAFKA_BROKERS: list
    .refine((brokers) => brokers.length > 0, 'must name at least one host:port')
    .describe('host:port,…'),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]*$/, 'may hold letters, digits, dots, dashes and underscores')
    .default('carehook.')
    .describe('Of topics and consumer groups.'),
  KAFKA_PARTITIONS: integer(1, 10_000).default(6).describe('Of topics that are made.'),
  KAFKA_REPLICATION_FACTOR: integer(1, 10).default(1).describe('Of topics that are made; 3 in production.'),
  KAFKA_RETENTION_HOURS: integer(1)
    .default(7 * 24)
    .describe('How long topics that are made keep their records, read or not.'),
  EVENT_TOPICS: tenantTopics
    .default([])
    .describe('topic=tenant,…: further topics of events whose records all belong to one tenant.'),
  ...kafkaSecuritySettings,
};

export const directorySettings = {
  DIRECTORY_MAX_STALE_SECONDS: integer(1)
    .default(60)
    .describe('How long a process goes on with what it knows of webhooks, tenants and keys while PostgreSQL is away.'),
};

export const masterKeySettings = {
  CAREHOOK_MASTER_KEY: z
    .string()
    .refine(isMasterKey, 'must be 32 bytes, as 64 hexadecimal digits or base64')
    .describe(
      "32 bytes as 64 hexadecimal digits or base64; seals webhooks' secrets and tenants' data keys. Make one: openssl rand -hex 32",
    ),
  CAREHOOK_OLD_MASTER_KEYS: list
    .refine((keys) => keys.every(isMasterKey), 'must each be 32 bytes, as 64 hexadecimal digits or base64')
    .default([])
    .describe(
      'Keys that were CAREHOOK_MASTER_KEY or will be, by commas: what they sealed is opened, nothing is sealed under them.',
    ),
};

/** Of a service that needs a master key only for tenants whose events are sealed. */
export const optionalMasterKeySettings = {
  ...masterKeySettings,
  CAREHOOK_MASTER_KEY: masterKeySettings.CAREHOOK_MASTER_KEY.optional().describe(
    'As for the other services; needed where a tenant seals its events.',
  ),
};

/** As `SecretSealer` takes them: the one that seals first. None where none was given. */
export function masterKeysOf(settings: MasterKeySettings): string[] {
  const { CAREHOOK_MASTER_KEY: newest, CAREHOOK_OLD_MASTER_KEYS: old } = settings;
  return newest === undefined ? old : [newest, ...old];
}

function isMasterKey(text: string): boolean {
  return accepted(() => parseMasterKey(text));
}

/** `10.0.0.0/8,::1/128` */
export const networks = list.refine(
  (entries) => accepted(() => new TargetAddressPolicy(entries)),
  'must be networks in CIDR form, such as 10.0.0.0/8,::1/128',
);

/** Of services with an API of their own. */
export const accessSettings = {
  TRUSTED_PROXIES: networks
    .default([])
    .describe('Networks in CIDR form of the proxies whose X-Forwarded-For is believed.'),
};

export const targetSettings = {
  DELIVERY_ALLOWED_NETWORKS: networks
    .default([])
    .describe('Networks in CIDR form that webhooks may reach besides the public internet, and by plain http.'),
  DELIVERY_DENIED_NETWORKS: networks
    .default([])
    .describe(
      "Networks in CIDR form that no webhook may reach, whatever else allows them: say, public ranges of the house's own.",
    ),
};

export const retentionSettings = {
  RETENTION_DAYS: integer(9, 36_500)
    .default(30)
    .describe('Whole days for which events, deliveries and attempts are kept; longer than any delivery may wait.'),
};

export const publicApiSettings = {
  /** Without a slash at its end. */
  PUBLIC_API_URL: bareUrl
    .optional()
    .describe('Where receivers reach subscription-api, as thin deliveries tell them, which need it.'),
};

/** `http://user:password@proxy.example:3128`: nothing but where it is, and who asks. Messages never quote it. */
export const proxyUrl = z
  .string()
  .refine(isProxyUrl, 'must be http:// or https://, a host, a port if need be, and nothing after it');

function isProxyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  const isHttp = protocol === 'http:' || protocol === 'https:';
  const isBare = hostname !== '' && pathname === '/' && search === '' && hash === '';
  return isHttp && isBare && accepted(() => decodeURIComponent(username + password));
}

/** Whether the library that uses a setting takes it. */
function accepted(use: () => unknown): boolean {
  try {
    use();
    return true;
  } catch {
    return false;
  }
}

export type HttpSettings = z.infer<z.ZodObject<typeof httpSettings>>;
export type PostgresSettings = z.infer<z.ZodObject<typeof postgresSettings>>;
export type KafkaSettings = z.infer<z.ZodObject<typeof kafkaSettings>>;
export type MasterKeySettings = z.infer<z.ZodObject<typeof optionalMasterKeySettings>>;
export type DirectorySettings = z.infer<z.ZodObject<typeof directorySettings>>;
