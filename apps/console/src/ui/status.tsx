import { Badge } from '@mantine/core';
import type { Delivery, DeliveryStatus, Webhook } from '../api/api.types';
import { useWords } from '../i18n/language.context';

const COLORS: Readonly<Record<DeliveryStatus, string>> = {
  pending: 'orange',
  queued: 'blue',
  delivered: 'teal',
  dead: 'red',
  cancelled: 'gray',
};

export function DeliveryStatusBadge({ status }: Pick<Delivery, 'status'>) {
  const words = useWords();
  return (
    <Badge color={COLORS[status]} className="status">
      {words.deliveries.statuses[status]}
    </Badge>
  );
}

/** Red is what Carehook disabled; what somebody switched off is as they want it. */
export function WebhookStateBadge({ active, disabledReason }: Pick<Webhook, 'active' | 'disabledReason'>) {
  const words = useWords();
  const disabledColor = disabledReason === null ? 'gray' : 'red';
  return (
    <Badge color={active ? 'teal' : disabledColor} className="status">
      {active ? words.webhooks.active : words.webhooks.disabled}
    </Badge>
  );
}
