import { Alert, Anchor, Button, Card, Code, Group, List, Select, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { useWebhooks } from '../api/api.queries';
import type { Delivery, EventSummary, Webhook, WebhookFilterAnswer } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { useClock } from '../ui/clock';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { Problem } from '../ui/problem';
import { DeliveryStatusBadge } from '../ui/status';
import { ConditionsList } from '../webhooks/conditions.list';
import { type Verdict, verdictOf } from './why.verdict';

const ReplayDialog = lazy(() => import('../recovery/replay.dialog'));
const SECOND_MS = 1_000;

interface WhyCardProps {
  readonly event: EventSummary;
  /** Of this event, as far as they are known. */
  readonly deliveries: readonly Delivery[];
}

/** Why did this event not arrive? Somebody says where, and is told in words. */
export function WhyCard({ event, deliveries }: WhyCardProps) {
  const words = useWords().why;
  const { api } = useSession();
  const webhooks = useWebhooks().data ?? [];
  const [webhookId, setWebhookId] = useState<string | null>(null);
  const explain = useMutation({
    mutationFn: (id: string) =>
      api.send<WebhookFilterAnswer>('POST', '/v1/filters/explain', { webhookId: id, eventId: event.uid }),
  });
  const webhook = webhooks.find(({ id }) => id === explain.data?.webhookId);
  return (
    <Card component="section">
      <Title order={2} size="h4" mb={4}>
        {words.title}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {words.intro}
      </Text>
      <Stack>
        <Select
          label={words.webhook}
          placeholder={words.choose}
          data={webhooks.map(({ id, name }) => ({ value: id, label: name }))}
          value={webhookId}
          onChange={(id) => {
            setWebhookId(id);
            explain.reset();
            if (id !== null) explain.mutate(id);
          }}
          searchable
          maw={420}
        />
        {explain.isPending && <Loading lines={1} />}
        {explain.error && <Problem error={explain.error} />}
        {explain.data && webhook && (
          <Explanation
            event={event}
            webhook={webhook}
            answer={explain.data}
            delivery={deliveries.find((each) => each.webhookId === webhook.id)}
          />
        )}
      </Stack>
    </Card>
  );
}

interface ExplanationProps {
  readonly event: EventSummary;
  readonly webhook: Webhook;
  readonly answer: WebhookFilterAnswer;
  readonly delivery: Delivery | undefined;
}

function Explanation({ event, webhook, answer, delivery }: ExplanationProps) {
  const words = useWords();
  const { canChange } = useSession();
  const [isReplaying, setReplaying] = useState(false);
  // What is about to be sent was passed by when some time has gone.
  useClock();
  const { findings, conclusion } = verdictOf(event, webhook, answer, delivery, Date.now());
  const canSend = canChange && conclusion === 'missed' && webhook.active;
  return (
    <Alert color={COLORS[conclusion]} title={words.why.conclusions[conclusion]} role="status">
      <Stack gap="sm">
        {delivery && (
          <Group gap="xs">
            <DeliveryStatusBadge status={delivery.status} />
            <Anchor component={Link} href={`/console/deliveries/${delivery.id}`} size="sm">
              {words.test.delivery}
            </Anchor>
          </Group>
        )}
        <List size="sm" spacing={6}>
          {findings.map(({ what, isGood }) => (
            <List.Item
              key={what}
              icon={
                <ThemeIcon size={18} radius="xl" variant="light" color={isGood ? 'teal' : 'orange'}>
                  <Icon name={isGood ? 'check' : 'alert'} size={12} />
                </ThemeIcon>
              }
            >
              {words.why.findings[what][isGood ? 'good' : 'bad']}{' '}
              {what === 'type' && !isGood && <Code>{webhook.events.join(', ')}</Code>}
              {what === 'filters' && answer.conditions.length > 0 && <ConditionsList conditions={answer.conditions} />}
            </List.Item>
          ))}
        </List>
        {canSend && (
          <Group>
            <Button size="xs" onClick={() => setReplaying(true)}>
              {words.why.send}
            </Button>
          </Group>
        )}
      </Stack>
      {isReplaying && (
        <Suspense>
          <ReplayDialog webhookId={webhook.id} start={around(event)} onClose={() => setReplaying(false)} />
        </Suspense>
      )}
    </Alert>
  );
}

const COLORS: Readonly<Record<Verdict['conclusion'], string>> = {
  delivered: 'teal',
  underWay: 'blue',
  soon: 'blue',
  ended: 'red',
  unwanted: 'orange',
  missed: 'orange',
};

/** The second in which it was accepted: fields of moments know no less. */
function around({ acceptedAt }: EventSummary) {
  const fromMs = Math.floor(Date.parse(acceptedAt) / SECOND_MS) * SECOND_MS;
  const [from, to] = [fromMs, fromMs + SECOND_MS].map((ms) => new Date(ms).toISOString());
  return { from: from ?? '', to: to ?? '', includeMissed: true };
}
