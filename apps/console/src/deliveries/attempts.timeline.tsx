import { Code, Group, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Attempt, Delivery, Page } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { CodeBox } from '../ui/code';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { Problem } from '../ui/problem';

const COLORS = { succeeded: 'teal.8', failed: 'red.8', deferred: 'gray.6', cancelled: 'gray.6' } as const;

/** From the acceptance to the end, or to what comes next. */
export function AttemptsTimeline({ delivery }: { readonly delivery: Delivery }) {
  const words = useWords().delivery;
  const formats = useFormats();
  const { api } = useSession();
  // Each reading is audited: asked for again only when there is something new.
  const attempts = useQuery({
    queryKey: ['attempts', delivery.id, delivery.attempts, delivery.updatedAt],
    queryFn: async () => (await api.get<Page<Attempt>>(`/v1/deliveries/${delivery.id}/attempts`)).data,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
  if (attempts.error) return <Problem error={attempts.error} onRetry={() => void attempts.refetch()} />;
  if (!attempts.data) return <Loading lines={2} />;
  return (
    <Timeline bulletSize={26} lineWidth={2} active={attempts.data.length + 2}>
      <Timeline.Item bullet={<Icon name="events" size={14} />} title={words.accepted} color="gray.6">
        <Text size="sm" c="dimmed">
          {formats.full(delivery.acceptedAt)}
        </Text>
      </Timeline.Item>
      {attempts.data.map((attempt, index) => (
        <Timeline.Item
          key={index}
          color={COLORS[attempt.result]}
          bullet={<Icon name={attempt.result === 'succeeded' ? 'check' : 'alert'} size={14} />}
          title={`${words.attempt(attempt.attempt)}: ${words.results[attempt.result]}`}
        >
          <AttemptDetails attempt={attempt} />
        </Timeline.Item>
      ))}
      {delivery.nextAttemptAt !== null && (
        <Timeline.Item bullet={<Icon name="dots" size={14} />} title={words.next} color="orange.8" lineVariant="dashed">
          <Text size="sm" c="dimmed">
            {formats.full(delivery.nextAttemptAt)} ({formats.ago(delivery.nextAttemptAt)})
          </Text>
        </Timeline.Item>
      )}
      {(delivery.status === 'dead' || delivery.status === 'cancelled') && (
        <Timeline.Item bullet={<Icon name="alert" size={14} />} title={words.end[delivery.status]} color="red.8">
          <Text size="sm" c="dimmed">
            {formats.full(delivery.updatedAt)}
          </Text>
        </Timeline.Item>
      )}
    </Timeline>
  );
}

function AttemptDetails({ attempt }: { readonly attempt: Attempt }) {
  const words = useWords();
  const formats = useFormats();
  const { startedAt, statusCode, durationMs, code, error, responseBody } = attempt;
  return (
    <>
      <Group gap="xs" my={4}>
        <Text size="sm" c="dimmed">
          {formats.full(startedAt)}
        </Text>
        <Code>{statusCode === null ? code : `HTTP ${statusCode}`}</Code>
        {durationMs !== null && (
          <Text size="sm" c="dimmed">
            {words.common.ms(durationMs)}
          </Text>
        )}
      </Group>
      {error && <Text size="sm">{error}</Text>}
      {responseBody && <CodeBox label={words.delivery.response} text={responseBody} />}
    </>
  );
}
