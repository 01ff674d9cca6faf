import { Anchor, Button, Card, Code, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { useChange, useWebhooks } from '../api/api.queries';
import type { Delivery } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Confirm } from '../ui/confirm';
import { Facts } from '../ui/facts';
import { Loading } from '../ui/loading';
import { Moment } from '../ui/moment';
import { useNotify } from '../ui/notices';
import { PageTitle } from '../ui/page-title';
import { Problem } from '../ui/problem';
import { DeliveryStatusBadge } from '../ui/status';
import { AttemptsTimeline } from './attempts.timeline';

const LIVE_MS = 2_000;

export default function DeliveryPage() {
  const { id = '' } = useParams<{ id: string }>();
  const { api } = useSession();
  const delivery = useQuery({
    queryKey: ['delivery', id],
    queryFn: () => api.get<Delivery>(`/v1/deliveries/${id}`),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? LIVE_MS : false),
  });
  if (delivery.error) return <Problem error={delivery.error} onRetry={() => void delivery.refetch()} />;
  return delivery.data ? <OneDelivery delivery={delivery.data} /> : <Loading />;
}

function OneDelivery({ delivery }: { readonly delivery: Delivery }) {
  const words = useWords();
  const formats = useFormats();
  const { canChange } = useSession();
  const webhook = useWebhooks().data?.find(({ id }) => id === delivery.webhookId);
  return (
    <>
      <PageTitle
        title={delivery.eventType}
        badge={<DeliveryStatusBadge status={delivery.status} />}
        intro={words.delivery.title}
        actions={canChange && <DeliveryActions delivery={delivery} />}
      />
      <Card>
        <Facts
          facts={[
            [
              words.deliveries.webhook,
              webhook ? (
                <Anchor key="webhook" component={Link} href={`/console/webhooks/${webhook.id}`} inherit>
                  {webhook.name}
                </Anchor>
              ) : (
                words.deliveries.deleted
              ),
            ],
            [
              words.delivery.event,
              delivery.eventId === null ? (
                '–'
              ) : (
                <Anchor key="event" component={Link} href={`/console/events/${delivery.eventUid}`} inherit>
                  {delivery.eventId}
                </Anchor>
              ),
            ],
            [words.delivery.reason, words.delivery.reasons[delivery.reason]],
            [words.deliveries.accepted, formats.full(delivery.acceptedAt)],
            [words.delivery.updated, <Moment key="updated" at={delivery.updatedAt} />],
            ...(isUnderWay(delivery) ? [[words.delivery.expires, formats.full(delivery.expiresAt)] as const] : []),
            [words.delivery.id, <Code key="id">{delivery.id}</Code>],
          ]}
        />
      </Card>
      <Card>
        <Title order={2} size="h4" mb="lg">
          {words.delivery.timeline}
        </Title>
        <AttemptsTimeline delivery={delivery} />
      </Card>
    </>
  );
}

function DeliveryActions({ delivery: { id, status, eventId } }: { readonly delivery: Delivery }) {
  const words = useWords().delivery;
  const notify = useNotify();
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const path = `/v1/deliveries/${id}`;
  const retry = useChange((api) => api.send('POST', `${path}/retry`));
  const cancel = useChange((api) => api.send('POST', `${path}/cancel`));
  const replay = useChange(async (api) => {
    const made = await api.send<Delivery>('POST', `${path}/replay`);
    notify(words.replayed);
    navigate(`/console/deliveries/${made.id}`);
  });
  return (
    <>
      {(status === 'dead' || status === 'pending') && (
        <Button loading={retry.isPending} onClick={() => retry.mutate()}>
          {words.retry}
        </Button>
      )}
      {status === 'pending' && (
        <Button variant="default" loading={cancel.isPending} onClick={() => setAsking(true)}>
          {words.cancel}
        </Button>
      )}
      {(status === 'delivered' || status === 'cancelled') && eventId !== null && (
        <Button variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
          {words.replay}
        </Button>
      )}
      {isAsking && (
        <Confirm
          title={words.cancel}
          text={words.cancelAsk}
          action={words.cancel}
          isDangerous
          onConfirm={() => cancel.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function isUnderWay({ status }: Delivery): boolean {
  return status === 'pending' || status === 'queued';
}
