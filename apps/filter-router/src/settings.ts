import { directorySettings, httpSettings, kafkaSettings, postgresSettings, readEnvironment } from '#config';

export const APP = 'filter-router';
export const DEFAULT_PORT = 3002;

export const settings = readEnvironment({
  ...httpSettings,
  ...kafkaSettings,
  ...postgresSettings,
  ...directorySettings,
});
