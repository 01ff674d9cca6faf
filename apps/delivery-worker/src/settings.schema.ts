import { z } from 'zod';
import {
  directorySettings,
  httpSettings,
  integer,
  kafkaSettings,
  list,
  masterKeySettings,
  postgresSettings,
  proxyUrl,
  publicApiSettings,
  retentionSettings,
  targetSettings,
  traceSettings,
} from '#config';

export const APP_NAME = 'delivery-worker';
export const DEFAULT_PORT = 3003;

export const ROLES = ['send', 'record', 'schedule'] as const;
export type Role = (typeof ROLES)[number];

/** What this app reads from its environment. */
export const SETTINGS_SHAPE = {
  ...httpSettings,
  ...kafkaSettings,
  ...postgresSettings,
  ...directorySettings,
  ...masterKeySettings,
  ...targetSettings,
  ...publicApiSettings,
  ...retentionSettings,
  ...traceSettings,
  WORKER_ROLES: list
    .pipe(z.array(z.enum(ROLES)).min(1))
    .default([...ROLES])
    .describe('Which of the three roles this process has, so that operators can scale them apart.'),
  WORKER_MAX_IN_FLIGHT: integer(1, 100_000)
    .default(512)
    .describe('Requests under way at a time over all webhooks of this process.'),
  WORKER_MAX_OPEN: integer(1, 1_000_000)
    .default(20_000)
    .describe(
      'Deliveries taken from Kafka and not done, waiting ones included, before this process pauses its partitions.',
    ),
  WEBHOOK_REQUEST_ORIGIN: z
    .string()
    .regex(/^[\x21-\x7e]{1,253}$/, 'must be a name of at most 253 printable ASCII characters, without blanks')
    .default('carehook')
    .describe(
      'How this Carehook names itself to receivers that must permit deliveries first: best a DNS name of its own.',
    ),
  DELIVERY_PROXY_URL: proxyUrl
    .optional()
    .describe('A proxy through which every request is made, by CONNECT to the address that was checked.'),
  AUDIT_RETENTION_DAYS: integer(30, 36_500).default(2_190).describe('Whole days for which the audit log is kept.'),
  ERASURE_SETTLE_SECONDS: integer(0, 86_400)
    .default(600)
    .describe('How long after its beginning an erasure looks again for what was under way then.'),
  WEBHOOK_FAILING_DAYS: integer(1, 365)
    .default(5)
    .describe('Days of nothing but failures after which a webhook is disabled.'),
  ALERT_EVALUATION_SECONDS: integer(1, 3_600)
    .default(60)
    .describe('Seconds between two looks at what is wrong with webhooks.'),
  WORKER_GRACE_SECONDS: integer(0, 3_600)
    .default(25)
    .describe('How long a process that was asked to stop waits for the requests that are under way.'),
};
