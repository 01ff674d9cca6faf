export { ConfigurationInvalid, integer, list, readEnvironment, readSettings } from './environment.js';
export {
  accessSettings,
  type DirectorySettings,
  directorySettings,
  type HttpSettings,
  httpSettings,
  type KafkaSettings,
  kafkaSettings,
  type MasterKeySettings,
  masterKeySettings,
  masterKeysOf,
  networks,
  optionalMasterKeySettings,
  type PostgresSettings,
  postgresSettings,
  proxyUrl,
  publicApiSettings,
  retentionSettings,
  targetSettings,
} from './settings.js';
export { type TraceSettings, traceSettings, traceTargetOf } from './trace.settings.js';
