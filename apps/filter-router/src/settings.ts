import {
  directorySettings,
  httpSettings,
  kafkaSettings,
  masterKeySettings,
  postgresSettings,
  readSettings,
} from '#config';

export const APP_NAME = 'filter-router';
export const DEFAULT_PORT = 3002;

export const SETTINGS = readSettings({
  ...httpSettings,
  ...kafkaSettings,
  ...postgresSettings,
  ...directorySettings,
  ...masterKeySettings,
});
