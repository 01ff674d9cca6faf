import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Selected } from '../api/api.types';
import { useSubmission } from '../api/submission';
import { useWords } from '../i18n/language.context';
import { Dialog } from '../ui/dialog';

const PATH = '/v1/deliveries/cancel';

interface CancelChosenDialogProps {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

/** Gives up the deliveries that somebody chose, as far as they wait: counted first, then confirmed. */
export default function CancelChosenDialog({ ids, onClose }: CancelChosenDialogProps) {
  const words = useWords();
  const { recovery } = words;
  const [counted, setCounted] = useState<Selected>();
  const [done, setDone] = useState<Selected>();
  const count = useSubmission((api) => api.send<Selected>('POST', PATH, { ids, dryRun: true }), [], setCounted);
  const run = useSubmission((api) => api.send<Selected>('POST', PATH, { ids }), [], setDone);
  const failure = count.failure ?? run.failure;
  const leftOut = (done ?? counted)?.refused?.length ?? 0;
  return (
    <Dialog title={recovery.cancelSelected} onClose={onClose}>
      <Stack>
        {!done && (
          <Text size="sm" c="dimmed">
            {recovery.cancelChosenIntro}
          </Text>
        )}
        <Text fw={600} role="status">
          {done ? recovery.cancelled(done.count) : textOf(counted, ids.length, recovery)}
        </Text>
        {leftOut > 0 && (
          <Text size="sm" c="dimmed">
            {recovery.cancelRefused(leftOut)}
          </Text>
        )}
        {failure !== undefined && (
          <Alert color="red" role="alert" title={words.common.failed}>
            {failure}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {done ? words.common.close : words.common.cancel}
          </Button>
          {!counted && (
            <Button loading={count.isBusy} onClick={() => count.submit(undefined)}>
              {recovery.countFirst}
            </Button>
          )}
          {counted && counted.count > 0 && !done && (
            <Button color="red.8" loading={run.isBusy} onClick={() => run.submit(undefined)}>
              {recovery.cancelSome(counted.count)}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}

function textOf(counted: Selected | undefined, chosen: number, words: ReturnType<typeof useWords>['recovery']): string {
  if (!counted) return words.selected(chosen);
  return counted.count === 0 ? words.cancelNone : words.cancelCount(counted.count);
}
