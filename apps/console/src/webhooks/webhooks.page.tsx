import { Anchor, Badge, Button, Card, Group, Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useAlerts, useWebhookSearch, type WebhookSearch } from '../api/api.queries';
import type { Webhook } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { useAddressFilters } from '../ui/address.filters';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { MoreButton } from '../ui/more.button';
import { PageTitle } from '../ui/page-title';
import { Problem } from '../ui/problem';
import { WebhookStateBadge } from '../ui/status';
import { SearchFields, WEBHOOK_STATES } from './search.fields';

/** They are looked for by the API; what for is in the page's address. */
export default function WebhooksPage() {
  const words = useWords();
  const { canChange } = useSession();
  const [query, set] = useAddressFilters<keyof WebhookSearch>();
  const search: WebhookSearch = {
    q: query.get('q') ?? undefined,
    status: WEBHOOK_STATES.find((each) => each === query.get('status')),
  };
  const webhooks = useWebhookSearch(search);
  const rows = webhooks.data?.pages.flatMap(({ data }) => data) ?? [];
  const isNarrowed = search.q !== undefined || search.status !== undefined;
  const hasNone = webhooks.isSuccess && !webhooks.isPlaceholderData && rows.length === 0;
  const create = canChange && (
    <Button component={Link} href="/console/webhooks/new" leftSection={<Icon name="plus" />}>
      {words.webhooks.create}
    </Button>
  );
  return (
    <>
      <PageTitle title={words.webhooks.title} actions={create} />
      {(isNarrowed || (webhooks.data && !hasNone)) && <SearchFields search={search} set={set} />}
      {webhooks.error && <Problem error={webhooks.error} onRetry={() => void webhooks.refetch()} />}
      {webhooks.isPending && <Loading />}
      {hasNone && isNarrowed && <Empty title={words.webhooks.noMatch} />}
      {hasNone && !isNarrowed && (
        <Empty icon="webhook" title={words.webhooks.empty} text={words.webhooks.emptyText}>
          {create}
        </Empty>
      )}
      {rows.length > 0 && <WebhooksTable webhooks={rows} />}
      <MoreButton list={webhooks} />
    </>
  );
}

function WebhooksTable({ webhooks }: { readonly webhooks: readonly Webhook[] }) {
  const words = useWords();
  const alerts = useAlerts();
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.webhooks.name}</Table.Th>
            <Table.Th visibleFrom="sm">{words.webhooks.dialect}</Table.Th>
            <Table.Th visibleFrom="md">{words.webhooks.events}</Table.Th>
            <Table.Th ta="right">{words.webhooks.state}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {webhooks.map((webhook) => (
            <Table.Tr key={webhook.id}>
              <Table.Td className="break-anywhere">
                <Anchor component={Link} href={`/console/webhooks/${webhook.id}`} className="row-link" inherit>
                  {webhook.name}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {webhook.url}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm">{webhook.dialect}</Table.Td>
              <Table.Td visibleFrom="md">
                <EventBadges events={webhook.events} />
              </Table.Td>
              <Table.Td ta="right">
                <Group gap={6} justify="flex-end">
                  {(alerts.data ?? [])
                    .filter(({ webhookId, kind }) => webhookId === webhook.id && kind !== 'webhook_disabled')
                    .map(({ id, kind }) => (
                      <Badge key={id} color="orange">
                        {words.alerts.title[kind] ?? kind}
                      </Badge>
                    ))}
                  <WebhookStateBadge {...webhook} />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

const SHOWN_EVENTS = 3;

function EventBadges({ events }: Pick<Webhook, 'events'>) {
  return (
    <Group gap={4}>
      {events.slice(0, SHOWN_EVENTS).map((event) => (
        <Badge key={event} color="gray" ff="monospace">
          {event}
        </Badge>
      ))}
      {events.length > SHOWN_EVENTS && (
        <Text size="xs" c="dimmed">
          +{events.length - SHOWN_EVENTS}
        </Text>
      )}
    </Group>
  );
}
