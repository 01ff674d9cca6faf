import { DAY_MS, type RetryConfig } from '#domain';
import { DEFAULT_DIALECT_NAME, DIALECT_NAMES, dialectNamed } from './registry.js';

/** A day for what waits to be recorded. */
const SLACK_DAYS = 1;

/** What of a webhook says how long its deliveries may wait. A dialect that is not known counts as the default. */
export interface PatientWebhook {
  readonly dialect: string;
  readonly retryConfig: RetryConfig;
}

/** Whole days for which events must be kept, at least, so that no delivery to these webhooks is without its event. */
export function neededRetentionDays(webhooks: readonly PatientWebhook[]): number {
  const days = webhooks.map(({ dialect, retryConfig }) => {
    const spoken = dialectNamed(DIALECT_NAMES.includes(dialect) ? dialect : DEFAULT_DIALECT_NAME);
    return Math.ceil(spoken.maxAgeMs(retryConfig) / DAY_MS) + SLACK_DAYS;
  });
  return Math.max(1, ...days);
}
