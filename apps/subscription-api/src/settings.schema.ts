import { z } from 'zod';
import {
  accessSettings,
  directorySettings,
  httpSettings,
  integer,
  kafkaSettings,
  masterKeySettings,
  networks,
  postgresSettings,
  publicApiSettings,
  retentionSettings,
  targetSettings,
} from '#config';

export const APP_NAME = 'subscription-api';
export const DEFAULT_PORT = 3000;

/** What this app reads from its environment. */
export const SETTINGS_SHAPE = {
  ...httpSettings,
  ...postgresSettings,
  ...kafkaSettings,
  ...directorySettings,
  ...masterKeySettings,
  ...targetSettings,
  ...publicApiSettings,
  ...retentionSettings,
  ...accessSettings,
  API_RATE_LIMIT_PER_SECOND: integer(0, 1_000_000)
    .default(500)
    .describe(
      'Requests a second to this process by each key that has no limit of its own nor of its tenant; 0 means no limit.',
    ),
  CAREHOOK_ADMIN_KEY: z
    .string()
    .min(8)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without blanks')
    .optional()
    .describe("The key of tenant default's operator, made sure of at start."),
  SENDING_IP_RANGES: networks
    .optional()
    .describe(
      "Where this Carehook's requests come from, as people see it from outside; in the place of what products document.",
    ),
};
