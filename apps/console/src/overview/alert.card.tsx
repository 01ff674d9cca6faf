import { Anchor, Badge, Button, Card, Group, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useChange } from '../api/api.queries';
import type { Alert, AlertFacts, AlertKind, Webhook } from '../api/api.types';
import type { Dictionary } from '../i18n/en';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Moment } from '../ui/moment';

interface AlertCardProps {
  readonly alert: Alert;
  /** The alert's, once it is known. Where it is left out, the page is about it anyway. */
  readonly webhook?: Webhook | undefined;
}

export function AlertCard({ alert, webhook }: AlertCardProps) {
  const words = useWords();
  const { canChange } = useSession();
  const formats = useFormats();
  const acknowledge = useChange((api) => api.send<Alert>('POST', `/v1/alerts/${alert.id}/acknowledge`));
  return (
    <Card
      component="article"
      p="md"
      style={{ borderLeft: `4px solid var(--mantine-color-${alert.status === 'cleared' ? 'gray' : 'red'}-7)` }}
    >
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={6} flex="1 1 320px" miw={0}>
          <Group gap="xs">
            <Badge color={alert.status === 'cleared' ? 'gray' : 'red'}>
              {words.alerts.title[alert.kind] ?? alert.kind}
            </Badge>
            {webhook && (
              <Anchor component={Link} href={`/console/webhooks/${webhook.id}`} fw={600} className="break-anywhere">
                {webhook.name}
              </Anchor>
            )}
            <Text size="xs" c="dimmed" span>
              <Moment at={alert.openedAt} />
            </Text>
          </Group>
          <Text size="sm">{reasonOf(alert, words, formats.short)}</Text>
          <Text size="sm">
            <Text span fw={600} inherit>
              {words.overview.next}:{' '}
            </Text>
            {words.alerts.next[alert.kind] ?? alert.nextStep}
          </Text>
        </Stack>
        {alert.status === 'open' ? (
          canChange && (
            <Button size="xs" variant="default" loading={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
              {words.overview.acknowledge}
            </Button>
          )
        ) : (
          <Badge color="gray">{alert.status === 'cleared' ? words.alerts.cleared : words.overview.acknowledged}</Badge>
        )}
      </Group>
    </Card>
  );
}

/** In the language that was chosen; in the API's words where this console does not know the kind. */
function reasonOf(alert: Alert, words: Dictionary, time: (iso: string) => string): string {
  const reasons: Readonly<Partial<Record<AlertKind, (facts: never, time: (iso: string) => string) => string>>> =
    words.alerts.reasons;
  const reason = reasons[alert.kind] as
    | ((facts: AlertFacts[AlertKind], time: (iso: string) => string) => string)
    | undefined;
  return reason?.(alert.facts, time) ?? alert.reason;
}
