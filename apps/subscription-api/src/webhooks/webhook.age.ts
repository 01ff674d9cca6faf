import { dialectNamed } from '#dialects';
import type { WebhookEntity } from '#postgres';

/** How long its deliveries may wait. */
export function maxAgeOf({ dialect, retryConfig }: Pick<WebhookEntity, 'dialect' | 'retryConfig'>): number {
  return dialectNamed(dialect).maxAgeMs(retryConfig);
}
