import { directorySettings, httpSettings, kafkaSettings, postgresSettings, readEnvironment } from '#config';

export const APP_NAME = 'filter-router';
export const DEFAULT_PORT = 3002;

export const SETTINGS = readEnvironment({
  ...httpSettings,
  ...kafkaSettings,
  ...postgresSettings,
  ...directorySettings,
});
