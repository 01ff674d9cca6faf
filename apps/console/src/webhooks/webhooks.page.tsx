import { Anchor, Badge, Button, Card, Group, SegmentedControl, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAlerts, useWebhooks } from '../api/api.queries';
import type { Webhook } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { PageTitle } from '../ui/page-title';
import { Problem } from '../ui/problem';
import { WebhookStateBadge } from '../ui/status';

type State = 'all' | 'active' | 'disabled';

export default function WebhooksPage() {
  const words = useWords();
  const { canChange } = useSession();
  const webhooks = useWebhooks();
  const [search, setSearch] = useState('');
  const [state, setState] = useState<State>('all');
  const create = canChange && (
    <Button component={Link} href="/console/webhooks/new" leftSection={<Icon name="plus" />}>
      {words.webhooks.create}
    </Button>
  );
  const all = webhooks.data ?? [];
  return (
    <>
      <PageTitle title={words.webhooks.title} actions={create} />
      {all.length > 0 && (
        <Group>
          <TextInput
            flex="1 1 240px"
            type="search"
            aria-label={words.webhooks.search}
            placeholder={words.webhooks.search}
            leftSection={<Icon name="search" size={16} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <SegmentedControl
            aria-label={words.webhooks.state}
            value={state}
            onChange={(value) => setState(value as State)}
            data={[
              { value: 'all', label: words.common.all },
              { value: 'active', label: words.webhooks.active },
              { value: 'disabled', label: words.webhooks.disabled },
            ]}
          />
        </Group>
      )}
      {webhooks.error && <Problem error={webhooks.error} onRetry={() => void webhooks.refetch()} />}
      {webhooks.isPending && <Loading />}
      {webhooks.data?.length === 0 && (
        <Empty icon="webhook" title={words.webhooks.empty} text={words.webhooks.emptyText}>
          {create}
        </Empty>
      )}
      {all.length > 0 && <WebhooksTable webhooks={all.filter((each) => isWanted(each, search, state))} />}
    </>
  );
}

function WebhooksTable({ webhooks }: { readonly webhooks: readonly Webhook[] }) {
  const words = useWords();
  const alerts = useAlerts();
  if (webhooks.length === 0) return <Empty title={words.webhooks.noMatch} />;
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

function isWanted({ name, url, events, active }: Webhook, search: string, state: State): boolean {
  const text = search.trim().toLowerCase();
  const isFound = [name, url, ...events].some((each) => each.toLowerCase().includes(text));
  return isFound && (state === 'all' || (state === 'active') === active);
}
