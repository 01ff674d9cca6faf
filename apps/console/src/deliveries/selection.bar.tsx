import { Button, Card, Group, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../i18n/language.context';
import type { Selection } from './selection';

const DIALOGS = {
  retry: lazy(() => import('../recovery/retry-chosen.dialog')),
  cancel: lazy(() => import('../recovery/cancel-chosen.dialog')),
};

interface Asked {
  readonly what: keyof typeof DIALOGS;
  readonly ids: readonly string[];
}

/** What can be done with the rows that were chosen. */
export function SelectionBar({ selection }: { readonly selection: Selection }) {
  const { recovery: words, delivery } = useWords();
  const [asked, setAsked] = useState<Asked>();
  const ask = (what: Asked['what']) => setAsked({ what, ids: [...selection.ids] });
  const AskedDialog = asked && DIALOGS[asked.what];
  return (
    <>
      {selection.ids.size > 0 && (
        <Card p="sm" pos="sticky" top={{ base: 64, sm: 8 }} shadow="md" style={{ zIndex: 2 }}>
          <Group justify="space-between">
            <Group gap="xs">
              <Text size="sm" fw={600} aria-live="polite">
                {words.selected(selection.ids.size)}
              </Text>
              <Button size="xs" variant="subtle" onClick={() => selection.set([])}>
                {words.clear}
              </Button>
            </Group>
            <Group gap="xs">
              <Button size="xs" variant="default" aria-label={words.cancelSelected} onClick={() => ask('cancel')}>
                {delivery.cancel}
              </Button>
              <Button size="xs" aria-label={words.retrySelected} onClick={() => ask('retry')}>
                {words.retrySome}
              </Button>
            </Group>
          </Group>
        </Card>
      )}
      {AskedDialog && (
        <Suspense>
          <AskedDialog
            ids={asked.ids}
            onClose={() => {
              setAsked(undefined);
              selection.set([]);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
