import { Alert, Card, Code, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import type { Delivery, EventSummary, Page } from '../api/api.types';
import { DeliveryRows } from '../deliveries/delivery.rows';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { CodeBox } from '../ui/code';
import { Facts } from '../ui/facts';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { PageTitle } from '../ui/page-title';
import { dataOf, prettyJson } from '../ui/pretty-json';
import { Problem } from '../ui/problem';
import { WhyCard } from './why.card';

const LIVE_MS = 4_000;

export default function EventPage() {
  const words = useWords().events;
  const formats = useFormats();
  const { uid = '' } = useParams<{ uid: string }>();
  const { api } = useSession();
  const found = useQuery({
    queryKey: ['event', uid],
    queryFn: async () => {
      const text = await api.getText(`/v1/events/${encodeURIComponent(uid)}`);
      return { event: JSON.parse(text) as EventSummary, data: dataOf(text) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  const { event, data } = found.data;
  return (
    <>
      <PageTitle title={event.type} intro={words.title} />
      <Card>
        <Facts
          facts={[
            [words.id, <Code key="id">{event.id}</Code>],
            [words.subject, event.subject ?? '–'],
            [words.source, event.source],
            [words.accepted, formats.full(event.acceptedAt)],
          ]}
        />
      </Card>
      {event.schemaProblems && event.schemaProblems.length > 0 && (
        <Alert color="orange" icon={<Icon name="alert" />} title={words.problems}>
          <List size="sm">
            {event.schemaProblems.map(({ field, reason }) => (
              <List.Item key={`${field} ${reason}`}>
                <Code>{field}</Code> {reason}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Deliveries event={event} />
      <Card>
        {data === undefined ? (
          <Text c="dimmed">{words.binary}</Text>
        ) : (
          <CodeBox label={words.data} text={prettyJson(data)} exact={data} />
        )}
        <Text size="xs" c="dimmed" mt="xs">
          {words.dataNote}
        </Text>
      </Card>
    </>
  );
}

/** Who got it, and why others did not. */
function Deliveries({ event }: { readonly event: EventSummary }) {
  const words = useWords().events;
  const deliveries = useEventDeliveries(event);
  return (
    <>
      <Stack component="section" gap="sm">
        <Title order={2} size="h4">
          {words.who}
        </Title>
        {deliveries.error && <Problem error={deliveries.error} onRetry={() => void deliveries.refetch()} />}
        {deliveries.isPending && <Loading lines={1} />}
        {deliveries.data?.length === 0 && <Text c="dimmed">{words.nobody}</Text>}
        {deliveries.data && deliveries.data.length > 0 && <DeliveryRows deliveries={deliveries.data} of="event" />}
      </Stack>
      <WhyCard event={event} deliveries={deliveries.data ?? []} />
    </>
  );
}

/** An event's own deliveries bear the moment of its acceptance in their ids, by which the API finds them. */
function useEventDeliveries({ uid, type, acceptedAt }: EventSummary) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['event', uid, 'deliveries'],
    queryFn: async () => {
      const to = new Date(Date.parse(acceptedAt) + 1).toISOString();
      const query = { eventType: type, from: acceptedAt, to, limit: 200 };
      const { data } = await api.get<Page<Delivery>>('/v1/deliveries', query);
      return data.filter(({ eventUid }) => eventUid === uid);
    },
    refetchInterval: LIVE_MS,
  });
}
