import { Alert, Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Selected } from '../api/api.types';
import { type Submission, useSubmission } from '../api/submission';
import { useWords } from '../i18n/language.context';
import { Dialog } from '../ui/dialog';
import { ProgressView } from './progress.view';
import type { Asked } from './recovery.progress';
import { ask, type RecoveryScope } from './recovery.queries';

const RATE = 50;
const MAX_RATE = 1_000;

interface AskDialogProps {
  readonly title: string;
  readonly intro: string;
  /** What is called, first to count, then to do it. */
  readonly path: string;
  /** What was chosen; undefined while something is missing. */
  readonly selection: Readonly<Record<string, unknown>> | undefined;
  /** The names of the fields below, as the API calls them. */
  readonly fields: readonly string[];
  readonly children: (problems: Submission<unknown>['problems']) => ReactNode;
  readonly scope: RecoveryScope;
  readonly onClose: () => void;
}

/** Deliveries that are asked for many at a time: chosen, counted, confirmed, and watched until they have ended. */
export function AskDialog({ title, intro, path, selection, fields, children, scope, onClose }: AskDialogProps) {
  const words = useWords();
  const { recovery } = words;
  const [counted, setCounted] = useState<Selected & { readonly selection: object }>();
  const [asked, setAsked] = useState<Asked>();
  const [rate, setRate] = useState<number | string>(RATE);
  const count = useSubmission(
    async (api, given: object) => {
      const selected = await api.send<Selected>('POST', path, { ...given, dryRun: true });
      return { ...selected, selection: given };
    },
    fields,
    setCounted,
  );
  const run = useSubmission(
    (api, given: object) => ask(api, path, { ...given, ratePerSecond: Number(rate) || RATE }, scope),
    [],
    setAsked,
  );
  const failure = count.failure ?? run.failure;
  return (
    <Dialog title={title} onClose={onClose} closeOnClickOutside={!asked}>
      <Stack>
        {!asked && (
          <Text size="sm" c="dimmed">
            {intro}
          </Text>
        )}
        {/* Counted and done is the same selection: whoever changes it counts again. */}
        {!counted && children(count.problems)}
        {counted && !asked && (
          <Text fw={600} data-testid="count" role="status">
            {counted.count === 0 ? recovery.none : recovery.count(counted.count)}
          </Text>
        )}
        {counted?.refused && counted.refused.length > 0 && !asked && (
          <Text size="sm" c="dimmed">
            {recovery.refused(counted.refused.length)}
          </Text>
        )}
        {counted && counted.count > 0 && !asked && (
          <NumberInput
            label={recovery.rate}
            description={recovery.rateHint}
            min={1}
            max={MAX_RATE}
            allowDecimal={false}
            value={rate}
            onChange={setRate}
          />
        )}
        {asked && <ProgressView asked={asked} scope={scope} />}
        {failure !== undefined && (
          <Alert color="red" role="alert" title={words.common.failed}>
            {failure}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          {counted && !asked && (
            <Button variant="subtle" onClick={() => setCounted(undefined)}>
              {recovery.change}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {asked ? words.common.close : words.common.cancel}
          </Button>
          {!counted && (
            <Button
              loading={count.isBusy}
              disabled={selection === undefined}
              onClick={() => selection && count.submit(selection)}
            >
              {recovery.countFirst}
            </Button>
          )}
          {counted && counted.count > 0 && !asked && (
            <Button loading={run.isBusy} onClick={() => run.submit(counted.selection)}>
              {recovery.send(counted.count)}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
