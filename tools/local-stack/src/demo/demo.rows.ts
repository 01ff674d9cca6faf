import type { Delivery } from './carehook.client.js';
import type { DemoWebhook } from './demo.webhooks.js';
import type { Receipt } from './receipt.log.js';

export interface SentEvent {
  readonly type: string;
  readonly via: 'HTTP' | 'Kafka';
  /** Milliseconds since 1970. */
  readonly sentAtMs: number;
}

/** An event, the webhook that wants it, and what the receiver has got of it so far. */
export interface ExpectedReceipt {
  readonly event: SentEvent;
  readonly webhook: DemoWebhook;
  readonly receipt: Receipt | undefined;
}

/** Each event once for each webhook that asked for its type, with its receipt: the verified one where there is one. */
export function expectedReceipts(
  sent: readonly SentEvent[],
  webhooks: readonly DemoWebhook[],
  receipts: readonly Receipt[],
): ExpectedReceipt[] {
  return sent.flatMap((event) =>
    webhooks
      .filter(({ events }) => events.includes(event.type))
      .map((webhook) => {
        const own = receipts.filter(
          ({ path, eventType, receivedAtMs }) =>
            path === webhook.path && eventType === event.type && receivedAtMs >= event.sentAtMs,
        );
        return { event, webhook, receipt: own.find(({ verified }) => verified) ?? own.at(-1) };
      }),
  );
}

export const ROW_HEAD = ['event', 'via', 'webhook', 'status', 'attempts', 'ms', 'signature'];

export function demoRow({ event, webhook, receipt }: ExpectedReceipt, deliveries: readonly Delivery[]) {
  const delivery = deliveries.find(({ id }) => id === receipt?.deliveryId);
  return [
    event.type,
    event.via,
    webhook.name,
    delivery?.status ?? (receipt ? 'received' : 'not received'),
    delivery?.attempts ?? '',
    receipt ? receipt.receivedAtMs - event.sentAtMs : '',
    receipt ? (receipt.verified ? 'verified' : 'WRONG') : '',
  ];
}
