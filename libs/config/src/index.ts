export { ConfigurationInvalid, integer, list, readEnvironment, readSettings } from './environment.js';
export {
  type DirectorySettings,
  directorySettings,
  type HttpSettings,
  httpSettings,
  type KafkaSettings,
  kafkaSettings,
  masterKeySettings,
  networks,
  type PostgresSettings,
  postgresSettings,
  proxyUrl,
  targetSettings,
} from './settings.js';
