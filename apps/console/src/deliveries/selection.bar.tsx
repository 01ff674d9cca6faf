import { Button, Card, Group, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../i18n/language.context';
import type { Selection } from './selection';

const RetryChosenDialog = lazy(() => import('../recovery/retry-chosen.dialog'));

/** What can be done with the rows that were chosen. */
export function SelectionBar({ selection }: { readonly selection: Selection }) {
  const words = useWords().recovery;
  const [chosen, setChosen] = useState<readonly string[]>();
  return (
    <>
      {selection.ids.size > 0 && (
        <Card p="sm" pos="sticky" top={{ base: 64, sm: 8 }} shadow="md" style={{ zIndex: 2 }}>
          <Group justify="space-between">
            <Text size="sm" fw={600} aria-live="polite">
              {words.selected(selection.ids.size)}
            </Text>
            <Group gap="xs">
              <Button size="xs" variant="subtle" onClick={() => selection.set([])}>
                {words.clear}
              </Button>
              <Button size="xs" onClick={() => setChosen([...selection.ids])}>
                {words.retrySelected}
              </Button>
            </Group>
          </Group>
        </Card>
      )}
      {chosen && (
        <Suspense>
          <RetryChosenDialog
            ids={chosen}
            onClose={() => {
              setChosen(undefined);
              selection.set([]);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
