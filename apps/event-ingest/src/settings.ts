import { directorySettings, httpSettings, kafkaSettings, postgresSettings, readEnvironment } from '#config';

export const APP = 'event-ingest';
export const DEFAULT_PORT = 3001;

export const settings = readEnvironment({
  ...httpSettings,
  ...kafkaSettings,
  ...postgresSettings,
  ...directorySettings,
});
