import { directorySettings, httpSettings, kafkaSettings, postgresSettings, readEnvironment } from '#config';

export const APP_NAME = 'event-ingest';
export const DEFAULT_PORT = 3001;

export const SETTINGS = readEnvironment({
  ...httpSettings,
  ...kafkaSettings,
  ...postgresSettings,
  ...directorySettings,
});
