import { z } from 'zod';
import { TargetAddressPolicy } from '#domain';
import { parseMasterKey } from '#signing';
import { integer, list } from './environment.js';

/** Every app listens for HTTP: its API, or only health and metrics. */
export const httpSettings = {
  HOST: z.string().default('0.0.0.0'),
  PORT: integer(0, 65_535).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

export const postgresSettings = {
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL'),
  DATABASE_POOL_SIZE: integer(1, 200).default(10),
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
  KAFKA_BROKERS: list.refine((brokers) => brokers.length > 0, 'must name at least one host:port'),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]*$/, 'may hold letters, digits, dots, dashes and underscores')
    .default('carehook.'),
  KAFKA_PARTITIONS: integer(1, 10_000).default(6),
  KAFKA_REPLICATION_FACTOR: integer(1, 10).default(1),
  /** How long the topics keep their records. */
  KAFKA_RETENTION_HOURS: integer(1).default(7 * 24),
  EVENT_TOPICS: tenantTopics.default([]),
};

export const directorySettings = {
  /** How long a process goes on with what it knows of webhooks, tenants and keys while PostgreSQL is away. */
  DIRECTORY_MAX_STALE_SECONDS: integer(1).default(60),
};

export const masterKeySettings = {
  /** 32 bytes as 64 hexadecimal digits or base64; seals webhooks' secrets. */
  CAREHOOK_MASTER_KEY: z.string().refine(isMasterKey, 'must be 32 bytes, as 64 hexadecimal digits or base64'),
  /** Keys that were `CAREHOOK_MASTER_KEY` or will be: what they sealed is opened, nothing is sealed under them. */
  CAREHOOK_OLD_MASTER_KEYS: list
    .refine((keys) => keys.every(isMasterKey), 'must each be 32 bytes, as 64 hexadecimal digits or base64')
    .default([]),
};

/** As `SecretSealer` takes them: the one that seals first. */
export function masterKeysOf(settings: z.infer<z.ZodObject<typeof masterKeySettings>>): string[] {
  return [settings.CAREHOOK_MASTER_KEY, ...settings.CAREHOOK_OLD_MASTER_KEYS];
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
  /** Networks in CIDR form of the proxies whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: networks.default([]),
};

export const targetSettings = {
  /** Networks in CIDR form that webhooks may reach besides the public internet, and by plain http. */
  DELIVERY_ALLOWED_NETWORKS: networks.default([]),
  /** Networks in CIDR form that no webhook may reach, whatever else allows them: say, public ranges of the house's own. */
  DELIVERY_DENIED_NETWORKS: networks.default([]),
};

export const retentionSettings = {
  /** Whole days for which events, deliveries and attempts are kept; longer than any delivery may wait. */
  RETENTION_DAYS: integer(9, 36_500).default(30),
};

export const publicApiSettings = {
  /** Where receivers reach subscription-api, as thin deliveries tell them; without a slash at its end. */
  PUBLIC_API_URL: z
    .string()
    .refine(isPublicUrl, 'must be http:// or https://, a host, maybe a port and a path, and nothing after it')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
};

function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const isHttp = protocol === 'http:' || protocol === 'https:';
  return isHttp && hostname !== '' && search + hash + username + password === '';
}

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
export type DirectorySettings = z.infer<z.ZodObject<typeof directorySettings>>;
