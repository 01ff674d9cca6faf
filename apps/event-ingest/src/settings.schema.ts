import {
  accessSettings,
  directorySettings,
  httpSettings,
  integer,
  kafkaSettings,
  optionalMasterKeySettings,
  postgresSettings,
  traceSettings,
} from '#config';

export const APP_NAME = 'event-ingest';
export const DEFAULT_PORT = 3001;

/** What this app reads from its environment. */
export const SETTINGS_SHAPE = {
  ...httpSettings,
  ...kafkaSettings,
  ...postgresSettings,
  ...directorySettings,
  ...accessSettings,
  ...optionalMasterKeySettings,
  ...traceSettings,
  INGEST_RATE_LIMIT_PER_SECOND: integer(0, 1_000_000)
    .default(0)
    .describe(
      'Requests a second to this process by each key that has no limit of its own nor of its tenant; 0 means no limit.',
    ),
};
