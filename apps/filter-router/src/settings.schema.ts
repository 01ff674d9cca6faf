import {
  directorySettings,
  httpSettings,
  kafkaSettings,
  masterKeySettings,
  postgresSettings,
  traceSettings,
} from '#config';

export const APP_NAME = 'filter-router';
export const DEFAULT_PORT = 3002;

/** What this app reads from its environment. */
export const SETTINGS_SHAPE = {
  ...httpSettings,
  ...kafkaSettings,
  ...postgresSettings,
  ...directorySettings,
  ...masterKeySettings,
  ...traceSettings,
};
