import { ActionIcon, Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useChange } from '../api/api.queries';
import type { Webhook, WebhookWithSecret } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { Confirm } from '../ui/confirm';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icons';
import { RecoveryMenu } from './recovery.menu';
import { RotateDialog } from './rotate.dialog';
import { RotatedSecret } from './rotated-secret';
import { TestPanel } from './test.panel';

type Question = 'test' | 'rotate' | 'deactivate' | 'remove';

/** What an administrator can do with a webhook. */
export function WebhookActions({ webhook }: { readonly webhook: Webhook }) {
  const words = useWords();
  const [question, setQuestion] = useState<Question>();
  const [, navigate] = useLocation();
  const path = `/v1/webhooks/${webhook.id}`;
  const activate = useChange((api) => api.send('POST', `${path}/activate`));
  const deactivate = useChange((api) => api.send('POST', `${path}/deactivate`));
  const [rotated, setRotated] = useState<WebhookWithSecret>();
  const remove = useChange(async (api) => {
    await api.send('DELETE', path);
    navigate('/console/webhooks');
  });
  const close = () => setQuestion(undefined);
  return (
    <>
      {!webhook.active && (
        <Button loading={activate.isPending} onClick={() => activate.mutate()}>
          {words.webhooks.activate}
        </Button>
      )}
      <Button variant="default" leftSection={<Icon name="send" size={16} />} onClick={() => setQuestion('test')}>
        {words.webhooks.test}
      </Button>
      {webhook.active && <RecoveryMenu webhook={webhook} />}
      <Button variant="default" component={Link} href={`/console/webhooks/${webhook.id}/edit`}>
        {words.webhooks.edit}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={words.webhooks.more}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setQuestion('rotate')}>{words.webhooks.rotate}</Menu.Item>
          {webhook.active && (
            <Menu.Item onClick={() => setQuestion('deactivate')}>{words.webhooks.deactivate}</Menu.Item>
          )}
          <Menu.Item c="var(--mantine-color-error)" onClick={() => setQuestion('remove')}>
            {words.webhooks.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {question === 'test' && (
        <Dialog title={words.test.title} size="lg" onClose={close}>
          <TestPanel webhookId={webhook.id} />
        </Dialog>
      )}
      {question === 'rotate' && <RotateDialog webhook={webhook} onRotated={setRotated} onClose={close} />}
      {rotated && <RotatedSecret webhook={rotated} onClose={() => setRotated(undefined)} />}
      {question === 'deactivate' && (
        <Confirm
          title={words.webhooks.deactivate}
          text={words.webhooks.deactivateAsk}
          action={words.webhooks.deactivate}
          onConfirm={() => deactivate.mutate()}
          onClose={close}
        />
      )}
      {question === 'remove' && (
        <Confirm
          title={words.webhooks.remove}
          text={words.webhooks.removeAsk(webhook.name)}
          action={words.webhooks.remove}
          isDangerous
          onConfirm={() => remove.mutate()}
          onClose={close}
        />
      )}
    </>
  );
}
