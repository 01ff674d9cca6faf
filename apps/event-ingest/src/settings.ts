import { directorySettings, httpSettings, kafkaSettings, postgresSettings, readSettings } from '#config';

export const APP_NAME = 'event-ingest';
export const DEFAULT_PORT = 3001;

export const SETTINGS = readSettings({
  ...httpSettings,
  ...kafkaSettings,
  ...postgresSettings,
  ...directorySettings,
});
