import { Button, Menu } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useWebhookStats } from '../api/api.queries';
import type { Webhook } from '../api/api.types';
import { useWords } from '../i18n/language.context';

const ReplayDialog = lazy(() => import('../recovery/replay.dialog'));
const RecoverDialog = lazy(() => import('../recovery/recover.dialog'));
const HOURS = 24;

/** What there is to do when a receiver is back. */
export function RecoveryMenu({ webhook }: { readonly webhook: Webhook }) {
  const words = useWords().recovery;
  const [question, setQuestion] = useState<'recover' | 'replay'>();
  const health = useWebhookStats(webhook.id, HOURS).data?.health;
  const close = () => setQuestion(undefined);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default">{words.menu}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setQuestion('recover')}>{words.recover}…</Menu.Item>
          <Menu.Item onClick={() => setQuestion('replay')}>{words.replay}…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {question === 'recover' && (
          <RecoverDialog webhookId={webhook.id} failingSince={health?.failingSince ?? null} onClose={close} />
        )}
        {question === 'replay' && <ReplayDialog webhookId={webhook.id} onClose={close} />}
      </Suspense>
    </>
  );
}
