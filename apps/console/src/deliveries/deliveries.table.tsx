import { Anchor, Button, Card, Group, Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import { type DeliveryFilters, useDeliveries, useWebhooks } from '../api/api.queries';
import type { Delivery } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { Empty } from '../ui/empty';
import { Loading } from '../ui/loading';
import { Moment } from '../ui/moment';
import { Problem } from '../ui/problem';
import { DeliveryStatusBadge } from '../ui/status';

/** Deliveries, newest first, kept up to date. Those of one webhook do not name it. */
export function DeliveriesTable({ filters }: { readonly filters: DeliveryFilters }) {
  const words = useWords();
  const deliveries = useDeliveries(filters);
  if (deliveries.error) return <Problem error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  if (deliveries.isPending) return <Loading />;
  const rows = deliveries.data.pages.flatMap(({ data }) => data);
  if (rows.length === 0) {
    return <Empty icon="deliveries" title={words.deliveries.empty} text={words.deliveries.emptyText} />;
  }
  return (
    <>
      <DeliveryRows deliveries={rows} of={filters.webhookId === undefined ? 'all' : 'webhook'} />
      {deliveries.hasNextPage && (
        <Group justify="center">
          <Button
            variant="default"
            loading={deliveries.isFetchingNextPage}
            onClick={() => void deliveries.fetchNextPage()}
          >
            {words.common.more}
          </Button>
        </Group>
      )}
    </>
  );
}

interface DeliveryRowsProps {
  readonly deliveries: readonly Delivery[];
  /** What they have in common stands in no column. */
  readonly of: 'all' | 'webhook' | 'event';
}

export function DeliveryRows({ deliveries, of }: DeliveryRowsProps) {
  const words = useWords().deliveries;
  const webhooks = useWebhooks();
  const nameOf = (id: string) => webhooks.data?.find((each) => each.id === id)?.name ?? words.deleted;
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
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
            <DeliveryRow key={delivery.id} delivery={delivery} of={of} webhookName={nameOf(delivery.webhookId)} />
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

interface DeliveryRowProps extends Pick<DeliveryRowsProps, 'of'> {
  readonly delivery: Delivery;
  readonly webhookName: string;
}

function DeliveryRow({ delivery, of, webhookName }: DeliveryRowProps) {
  const { id, eventType, attempts, lastStatusCode, lastCode, acceptedAt, status } = delivery;
  return (
    <Table.Tr>
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
