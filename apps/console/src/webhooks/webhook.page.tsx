import { Alert, Card, Tabs } from '@mantine/core';
import { useParams } from 'wouter';
import { useAlerts, useWebhook } from '../api/api.queries';
import type { Webhook } from '../api/api.types';
import type { Dictionary } from '../i18n/en';
import { useWords } from '../i18n/language.context';
import { LiveDeliveries } from '../live/live.deliveries';
import { AlertCard } from '../overview/alert.card';
import { useSession } from '../session/session.context';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { PageTitle } from '../ui/page-title';
import { Problem } from '../ui/problem';
import { WebhookStateBadge } from '../ui/status';
import { VerifyHelp } from './verify-help';
import { WebhookActions } from './webhook.actions';
import { WebhookSettingsCard } from './webhook.settings.card';
import { WebhookStatsCard } from './webhook.stats.card';

export default function WebhookPage() {
  const { id = '' } = useParams<{ id: string }>();
  const webhook = useWebhook(id);
  if (webhook.error) return <Problem error={webhook.error} onRetry={() => void webhook.refetch()} />;
  return webhook.data ? <OneWebhook webhook={webhook.data} /> : <Loading />;
}

function OneWebhook({ webhook }: { readonly webhook: Webhook }) {
  const words = useWords();
  const { canChange } = useSession();
  const alerts = useAlerts(webhook.id);
  return (
    <>
      <PageTitle
        title={webhook.name}
        intro={webhook.description ?? webhook.url}
        badge={<WebhookStateBadge {...webhook} />}
        actions={canChange && <WebhookActions webhook={webhook} />}
      />
      {!webhook.active && (
        <Alert color="orange" icon={<Icon name="alert" />} title={words.webhooks.disabled}>
          {whyDisabled(webhook, words)}
        </Alert>
      )}
      {(alerts.data ?? [])
        .filter(({ kind }) => kind !== 'webhook_disabled')
        .map((alert) => (
          <AlertCard key={alert.id} alert={alert} />
        ))}
      <Tabs defaultValue="deliveries" keepMounted={false}>
        <Tabs.List>
          {(['deliveries', 'stats', 'settings', 'verify'] as const).map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {words.webhooks.tabs[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="deliveries" pt="md">
          <LiveDeliveries webhookId={webhook.id} />
        </Tabs.Panel>
        <Tabs.Panel value="stats" pt="md">
          <WebhookStatsCard id={webhook.id} />
        </Tabs.Panel>
        <Tabs.Panel value="settings" pt="md">
          <WebhookSettingsCard webhook={webhook} />
        </Tabs.Panel>
        <Tabs.Panel value="verify" pt="md">
          <Card>
            <VerifyHelp dialect={webhook.dialect} />
          </Card>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function whyDisabled({ disabledReason }: Webhook, { webhooks: { why } }: Dictionary): string {
  return disabledReason === 'gone' || disabledReason === 'failing' ? why[disabledReason] : why.byHand;
}
