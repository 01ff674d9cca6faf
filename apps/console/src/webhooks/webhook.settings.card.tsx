import { Badge, Card, Code, Group, Stack } from '@mantine/core';
import type { Webhook } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { CodeBox } from '../ui/code';
import { Facts } from '../ui/facts';

export function WebhookSettingsCard({ webhook }: { readonly webhook: Webhook }) {
  const words = useWords();
  const formats = useFormats();
  const { form } = words;
  const { retryConfig, filters, headers, events } = webhook;
  return (
    <Card>
      <Stack gap="lg">
        <Facts
          facts={[
            [form.url, webhook.url],
            [form.dialect, webhook.dialect],
            [words.webhooks.secretHint, webhook.secretHint ?? words.webhooks.unsigned],
            [
              form.events,
              <Group gap={4} key="events">
                {events.map((event) => (
                  <Badge key={event} color="gray" ff="monospace">
                    {event}
                  </Badge>
                ))}
              </Group>,
            ],
            [form.maxRetries, retryConfig.maxRetries ?? form.byDefault],
            [form.timeout, retryConfig.timeout ?? form.byDefault],
            [form.maxConcurrency, webhook.maxConcurrency],
            [form.rateLimit, webhook.rateLimit ?? form.noLimit],
            [words.webhooks.created, formats.full(webhook.createdAt)],
            ['Id', <Code key="id">{webhook.id}</Code>],
          ]}
        />
        {filters && <CodeBox label={form.filters} text={JSON.stringify(filters, null, 2)} />}
        {Object.keys(headers).length > 0 && (
          <CodeBox
            label={form.headers}
            text={Object.entries(headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join('\n')}
          />
        )}
      </Stack>
    </Card>
  );
}
