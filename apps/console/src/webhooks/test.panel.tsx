import { Alert, Anchor, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useChange, useEventTypes, useWebhook } from '../api/api.queries';
import type { TestResult } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { CodeBox } from '../ui/code';
import { Icon } from '../ui/icons';

/** Sends one event now, and shows what the receiver made of it. */
export function TestPanel({ webhookId }: { readonly webhookId: string }) {
  const words = useWords();
  const webhook = useWebhook(webhookId);
  const types = useEventTypes(webhook.data?.dialect);
  const [eventType, setEventType] = useState<string | null>(null);
  const exact = (webhook.data?.events ?? []).filter((event) => !event.endsWith('*'));
  const test = useChange((api) =>
    api.send<TestResult>('POST', `/v1/webhooks/${webhookId}/test`, eventType ? { eventType } : undefined),
  );
  return (
    <Stack gap="sm">
      <Group align="flex-end">
        <Select
          flex="1 1 220px"
          label={words.deliveries.eventType}
          placeholder={webhook.data?.events[0] ?? ''}
          data={[...new Set([...exact, ...(types.data ?? []).map(({ type }) => type)])]}
          value={eventType}
          onChange={setEventType}
          searchable
          clearable
        />
        <Button leftSection={<Icon name="send" size={16} />} loading={test.isPending} onClick={() => test.mutate()}>
          {words.webhooks.test}
        </Button>
      </Group>
      <div aria-live="polite">
        {test.isPending && (
          <Text size="sm" c="dimmed">
            {words.test.sending}
          </Text>
        )}
        {test.data && !test.isPending && <TestAnswer result={test.data} />}
      </div>
    </Stack>
  );
}

function TestAnswer({ result: { success, attempt, deliveryId } }: { readonly result: TestResult }) {
  const words = useWords().test;
  return (
    <Alert
      color={success ? 'teal' : 'red'}
      icon={<Icon name={success ? 'check' : 'alert'} />}
      title={success ? words.success : words.failure}
    >
      <Stack gap="xs">
        <Text size="sm">
          {attempt.statusCode === null
            ? (attempt.error ?? attempt.code)
            : words.answered(attempt.statusCode, attempt.durationMs)}
        </Text>
        {attempt.statusCode !== null && (
          <CodeBox
            label={words.body}
            text={attempt.responseBody === null || attempt.responseBody === '' ? words.emptyBody : attempt.responseBody}
          />
        )}
        <Anchor component={Link} href={`/console/deliveries/${deliveryId}`} size="sm">
          {words.delivery}
        </Anchor>
      </Stack>
    </Alert>
  );
}
