import type { OutgoingDelivery } from './dialect.js';

const USER_AGENT = 'Carehook/0.1';

/**
 * The headers that every dialect sends. `Carehook-Delivery-Id` is equal over all attempts of a delivery, so that a
 * receiver can recognise a duplicate where the product's own format has no field for it.
 */
export function commonHeaders(delivery: OutgoingDelivery, userAgent = USER_AGENT): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'User-Agent': userAgent,
    'Carehook-Delivery-Id': delivery.deliveryId,
  };
}

/** Those of a request of several deliveries, whose ids are in its body. */
export function commonBatchHeaders(deliveries: readonly OutgoingDelivery[]): Record<string, string> {
  return { 'User-Agent': USER_AGENT, 'Carehook-Batch-Size': String(deliveries.length) };
}
