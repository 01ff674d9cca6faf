export { ConfigurationInvalid, integer, list, readEnvironment, readSettings } from './environment.js';
export {
  accessSettings,
  type DirectorySettings,
  directorySettings,
  type HttpSettings,
  httpSettings,
  type KafkaSettings,
  kafkaSettings,
  masterKeySettings,
  masterKeysOf,
  networks,
  type PostgresSettings,
  postgresSettings,
  proxyUrl,
  publicApiSettings,
  retentionSettings,
  targetSettings,
} from './settings.js';
