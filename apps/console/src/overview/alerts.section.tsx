import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { useAlerts, useWebhooks } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { Problem } from '../ui/problem';
import { AlertCard } from './alert.card';

/** Webhooks in trouble: what happened, and what to do. */
export function AlertsSection() {
  const words = useWords().overview;
  const alerts = useAlerts();
  const webhooks = useWebhooks();
  if (alerts.error) return <Problem error={alerts.error} onRetry={() => void alerts.refetch()} />;
  if (alerts.isPending) return <Loading lines={1} />;
  if (alerts.data.length === 0) {
    return (
      <Alert color="teal" variant="light" icon={<Icon name="check" />} title={words.allWell}>
        {words.allWellText}
      </Alert>
    );
  }
  return (
    <Stack component="section" gap="sm" aria-labelledby="trouble">
      <Group gap="xs">
        <Text c="var(--mantine-color-error)" span lh={0}>
          <Icon name="alert" size={22} />
        </Text>
        <Title order={2} size="h4" id="trouble">
          {words.trouble}
        </Title>
      </Group>
      {alerts.data.map((alert) => (
        <AlertCard key={alert.id} alert={alert} webhook={webhooks.data?.find(({ id }) => id === alert.webhookId)} />
      ))}
    </Stack>
  );
}
