import { Anchor, Card, Checkbox, Table, Text } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'wouter';
import { useWebhooks } from '../api/api.queries';
import type { Delivery } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { Moment } from '../ui/moment';
import { DeliveryStatusBadge } from '../ui/status';
import type { Selection } from './selection';

interface DeliveryRowsProps {
  readonly deliveries: readonly Delivery[];
  /** What they have in common stands in no column. */
  readonly of: 'all' | 'webhook' | 'event';
  /** Where something can be done with several of them. */
  readonly selection?: Selection | undefined;
}

export function DeliveryRows({ deliveries, of, selection }: DeliveryRowsProps) {
  const { deliveries: words, recovery } = useWords();
  const webhooks = useWebhooks();
  const nameOf = (id: string) => webhooks.data?.find((each) => each.id === id)?.name ?? words.deleted;
  const ids = deliveries.map(({ id }) => id);
  const selected = ids.filter((id) => selection?.ids.has(id)).length;
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {selection && (
              <Table.Th w={20} pr={0}>
                <Checkbox
                  aria-label={recovery.selectAll}
                  checked={selected === ids.length}
                  indeterminate={selected > 0 && selected < ids.length}
                  onChange={() => selection.set(selected === ids.length ? [] : ids)}
                />
              </Table.Th>
            )}
            <Table.Th>{of === 'event' ? words.webhook : words.eventType}</Table.Th>
            {of === 'all' && <Table.Th visibleFrom="sm">{words.webhook}</Table.Th>}
            <Table.Th visibleFrom="md">{words.attempts}</Table.Th>
            <Table.Th visibleFrom="md">{words.answer}</Table.Th>
            <Table.Th visibleFrom="xs">{words.accepted}</Table.Th>
            <Table.Th ta="right">{words.status}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              of={of}
              webhookName={nameOf(delivery.webhookId)}
              isSelected={selection?.ids.has(delivery.id)}
              onSelect={selection?.toggle}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

interface DeliveryRowProps extends Pick<DeliveryRowsProps, 'of'> {
  readonly delivery: Delivery;
  readonly webhookName: string;
  readonly isSelected: boolean | undefined;
  readonly onSelect: Selection['toggle'] | undefined;
}

/** Drawn anew only where it changed: a live list changes four times a second. */
const DeliveryRow = memo(OneRow, isSameRow);

function OneRow({ delivery, of, webhookName, isSelected, onSelect }: DeliveryRowProps) {
  const words = useWords().recovery;
  const { id, eventType, attempts, lastStatusCode, lastCode, acceptedAt, status } = delivery;
  return (
    <Table.Tr>
      {onSelect && (
        <Table.Td pr={0}>
          <Checkbox
            aria-label={`${words.select}: ${eventType}`}
            checked={isSelected ?? false}
            onChange={() => onSelect(id)}
          />
        </Table.Td>
      )}
      <Table.Td className="break-anywhere">
        <Anchor component={Link} href={`/console/deliveries/${id}`} className="row-link" inherit>
          {of === 'event' ? webhookName : eventType}
        </Anchor>
        {of === 'all' && (
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {webhookName}
          </Text>
        )}
        <Text size="xs" c="dimmed" hiddenFrom="xs">
          <Moment at={acceptedAt} />
        </Text>
      </Table.Td>
      {of === 'all' && (
        <Table.Td visibleFrom="sm" className="break-anywhere">
          {webhookName}
        </Table.Td>
      )}
      <Table.Td visibleFrom="md">{attempts}</Table.Td>
      <Table.Td visibleFrom="md">{lastStatusCode ?? lastCode ?? '–'}</Table.Td>
      <Table.Td visibleFrom="xs">
        <Moment at={acceptedAt} />
      </Table.Td>
      <Table.Td ta="right">
        <DeliveryStatusBadge status={status} />
      </Table.Td>
    </Table.Tr>
  );
}

const SHOWN = ['id', 'eventType', 'attempts', 'lastStatusCode', 'lastCode', 'acceptedAt', 'status'] as const;

function isSameRow(before: DeliveryRowProps, after: DeliveryRowProps): boolean {
  const isSameDelivery = SHOWN.every((field) => before.delivery[field] === after.delivery[field]);
  return (
    isSameDelivery &&
    before.of === after.of &&
    before.webhookName === after.webhookName &&
    before.isSelected === after.isSelected &&
    before.onSelect === after.onSelect
  );
}
