import { Badge, Card, Code, Group, Stack } from '@mantine/core';
import type { Webhook } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { CodeBox } from '../ui/code';
import { Facts } from '../ui/facts';
import { SecretSpans } from './secret-spans';
import { Certificates } from './tls.fields';

export function WebhookSettingsCard({ webhook }: { readonly webhook: Webhook }) {
  const words = useWords();
  const formats = useFormats();
  const { form } = words;
  const { retryConfig, filters, headers, events, batch, payload, redact } = webhook;
  return (
    <Card>
      <Stack gap="lg">
        <Facts
          facts={[
            [form.url, webhook.url],
            [form.dialect, webhook.dialect],
            [
              words.webhooks.secretHint,
              webhook.secrets.length === 0 ? (
                words.webhooks.unsigned
              ) : (
                <SecretSpans key="secrets" secrets={webhook.secrets} />
              ),
            ],
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
            [form.retryDelay, retryConfig.retryDelay ?? form.byDefault],
            [form.backoff, form.backoffs[retryConfig.backoffStrategy ?? '']],
            [form.timeout, retryConfig.timeout ?? form.byDefault],
            [form.maxConcurrency, webhook.maxConcurrency],
            [form.rateLimit, webhook.rateLimit ?? form.noLimit],
            [form.ordering, webhook.ordering === null ? words.common.no : words.common.yes],
            [form.batch, batch === null ? words.common.no : form.batchOf(batch.maxEvents, batch.maxWaitMs)],
            [form.thin, payload === 'thin' ? words.common.yes : words.common.no],
            [form.redact, redact?.join(', ') ?? words.common.none],
            [words.webhooks.created, formats.full(webhook.createdAt)],
            ['Id', <Code key="id">{webhook.id}</Code>],
          ]}
        />
        {webhook.tls && <Certificates tls={webhook.tls} />}
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
