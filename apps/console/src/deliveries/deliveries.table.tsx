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
      <DeliveryRows deliveries={rows} showsWebhook={filters.webhookId === undefined} />
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
  readonly showsWebhook: boolean;
}

export function DeliveryRows({ deliveries, showsWebhook }: DeliveryRowsProps) {
  const words = useWords().deliveries;
  const webhooks = useWebhooks();
  const nameOf = (id: string) => webhooks.data?.find((each) => each.id === id)?.name ?? words.deleted;
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.eventType}</Table.Th>
            {showsWebhook && <Table.Th visibleFrom="sm">{words.webhook}</Table.Th>}
            <Table.Th visibleFrom="md">{words.attempts}</Table.Th>
            <Table.Th visibleFrom="md">{words.answer}</Table.Th>
            <Table.Th visibleFrom="xs">{words.accepted}</Table.Th>
            <Table.Th ta="right">{words.status}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => (
            <Table.Tr key={delivery.id}>
              <Table.Td className="break-anywhere">
                <Anchor component={Link} href={`/console/deliveries/${delivery.id}`} className="row-link">
                  {delivery.eventType}
                </Anchor>
                <Text size="xs" c="dimmed" {...(showsWebhook ? { hiddenFrom: 'sm' } : { hiddenFrom: 'xs' })}>
                  {showsWebhook ? nameOf(delivery.webhookId) : <Moment at={delivery.acceptedAt} />}
                </Text>
              </Table.Td>
              {showsWebhook && (
                <Table.Td visibleFrom="sm" className="break-anywhere">
                  {nameOf(delivery.webhookId)}
                </Table.Td>
              )}
              <Table.Td visibleFrom="md">{delivery.attempts}</Table.Td>
              <Table.Td visibleFrom="md">{delivery.lastStatusCode ?? delivery.lastCode ?? '–'}</Table.Td>
              <Table.Td visibleFrom="xs">
                <Moment at={delivery.acceptedAt} />
              </Table.Td>
              <Table.Td ta="right">
                <DeliveryStatusBadge status={delivery.status} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
