import { Alert, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import type { WebhookWithSecret } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { Icon } from '../ui/icons';
import { PageTitle } from '../ui/page-title';
import { SecretOnce } from '../ui/secret-once';
import { TestPanel } from './test.panel';
import { VerifyHelp } from './verify-help';

/** What follows on making a webhook: keep its secret, see that it works, verify what comes. */
export function CreatedWebhook({ webhook }: { readonly webhook: WebhookWithSecret }) {
  const words = useWords();
  return (
    <>
      <PageTitle
        title={words.secret.created}
        intro={webhook.name}
        actions={
          <Button component={Link} href={`/console/webhooks/${webhook.id}`} variant="default">
            {words.secret.open}
          </Button>
        }
      />
      <Stack maw={820} gap="lg">
        <Card>
          {webhook.secret === undefined ? (
            <Alert color="orange" icon={<Icon name="alert" />}>
              {words.secret.none}
            </Alert>
          ) : (
            <SecretOnce secret={webhook.secret} label={words.secret.label} hint={words.secret.once} />
          )}
        </Card>
        <Card>
          <Group justify="space-between" mb="xs">
            <Title order={2} size="h4">
              {words.test.title}
            </Title>
          </Group>
          <TestPanel webhookId={webhook.id} />
        </Card>
        <Card>
          <Title order={2} size="h4" mb="xs">
            {words.secret.verify}
          </Title>
          <VerifyHelp dialect={webhook.dialect} />
        </Card>
      </Stack>
      <Text size="xs" c="dimmed">
        {webhook.id}
      </Text>
    </>
  );
}
