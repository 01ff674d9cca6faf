import { ActionIcon, Button, Menu, Modal } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useChange } from '../api/api.queries';
import type { Webhook, WebhookWithSecret } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { Confirm } from '../ui/confirm';
import { Icon } from '../ui/icons';
import { SecretOnce } from './secret-once';
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
  const rotate = useChange((api) => api.send<WebhookWithSecret>('POST', `${path}/rotate-secret`));
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
      <Modal
        opened={question === 'test'}
        onClose={close}
        title={words.test.title}
        size="lg"
        closeButtonProps={{ 'aria-label': words.common.close }}
      >
        <TestPanel webhookId={webhook.id} />
      </Modal>
      <Modal
        opened={rotate.data?.secret !== undefined}
        onClose={rotate.reset}
        title={words.secret.rotated}
        closeOnClickOutside={false}
        size="lg"
        closeButtonProps={{ 'aria-label': words.common.close }}
      >
        <SecretOnce secret={rotate.data?.secret ?? ''} />
      </Modal>
      {question === 'rotate' && (
        <Confirm
          title={words.webhooks.rotate}
          text={words.webhooks.rotateAsk}
          action={words.webhooks.rotateNow}
          onConfirm={() => rotate.mutate()}
          onClose={close}
        />
      )}
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
