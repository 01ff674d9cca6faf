import type { ConnectionOptions } from 'node:tls';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { KafkaSettings } from '#config';

type SecuritySettings = Pick<
  KafkaSettings,
  | 'KAFKA_TLS'
  | 'KAFKA_TLS_CA'
  | 'KAFKA_TLS_CERT'
  | 'KAFKA_TLS_KEY'
  | 'KAFKA_SASL_MECHANISM'
  | 'KAFKA_SASL_USERNAME'
  | 'KAFKA_SASL_PASSWORD'
>;

/** TLS and SASL as kafkajs takes them. Brokers' certificates and names are verified, whatever Node is told elsewhere. */
export function kafkaSecurity(settings: SecuritySettings): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const sasl = saslOptions(settings);
  return { ...(settings.KAFKA_TLS && { ssl: tlsOptions(settings) }), ...(sasl && { sasl }) };
}

function tlsOptions({ KAFKA_TLS_CA, KAFKA_TLS_CERT, KAFKA_TLS_KEY }: SecuritySettings): ConnectionOptions {
  return {
    rejectUnauthorized: true,
    ...(KAFKA_TLS_CA !== undefined && { ca: KAFKA_TLS_CA }),
    ...(KAFKA_TLS_CERT !== undefined && { cert: KAFKA_TLS_CERT, key: KAFKA_TLS_KEY }),
  };
}

function saslOptions(settings: SecuritySettings): SASLOptions | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME = '', KAFKA_SASL_PASSWORD = '' } = settings;
  if (!mechanism) return undefined;
  return { mechanism, username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD };
}
