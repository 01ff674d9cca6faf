import { NumberInput, PasswordInput, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Webhook, WebhookWithSecret } from '../api/api.types';
import { useSubmission } from '../api/submission';
import { useWords } from '../i18n/language.context';
import { FormDialog } from '../ui/form.dialog';
import { MomentField } from '../ui/moment.field';

const OVERLAP_HOURS = 24;
const MAX_OVERLAP_HOURS = 168;
const FIELDS = ['secret', 'overlapHours', 'effectiveAt'] as const;

interface RotateDialogProps {
  readonly webhook: Webhook;
  readonly onRotated: (webhook: WebhookWithSecret) => void;
  readonly onClose: () => void;
}

/** A new secret: from when on it signs, and for how long the old one signs beside it. */
export function RotateDialog({ webhook, onRotated, onClose }: RotateDialogProps) {
  const words = useWords().rotation;
  const [when, setWhen] = useState<'now' | 'later'>('now');
  const [effectiveAt, setEffectiveAt] = useState('');
  const [overlapHours, setOverlapHours] = useState<number | string>(OVERLAP_HOURS);
  const [secret, setSecret] = useState('');
  const submission = useSubmission(
    (api, _given: undefined) =>
      api.send<WebhookWithSecret>('POST', `/v1/webhooks/${webhook.id}/rotate-secret`, {
        overlapHours: Number(overlapHours),
        ...(when === 'later' && { effectiveAt }),
        ...(secret !== '' && { secret }),
      }),
    FIELDS,
    (rotated) => {
      onClose();
      onRotated(rotated);
    },
  );
  const { problems } = submission;
  return (
    <FormDialog
      title={words.title}
      intro={words.intro}
      action={words.make}
      submission={submission}
      onSubmit={() => submission.submit(undefined)}
      onClose={onClose}
    >
      <Radio.Group label={words.when} value={when} onChange={(value) => setWhen(value as typeof when)}>
        <Stack gap="xs" mt="xs">
          <Radio value="now" label={words.now} />
          <Radio value="later" label={words.later} />
        </Stack>
      </Radio.Group>
      {when === 'later' && (
        <MomentField
          label={words.at}
          description={words.atHint}
          required
          value={effectiveAt}
          onChange={setEffectiveAt}
          error={problems.effectiveAt}
        />
      )}
      <NumberInput
        label={words.overlap}
        description={words.overlapHint}
        min={0}
        max={MAX_OVERLAP_HOURS}
        value={overlapHours}
        onChange={setOverlapHours}
        error={problems.overlapHours}
      />
      <PasswordInput
        label={words.own}
        description={words.ownHint}
        autoComplete="off"
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
        error={problems.secret}
      />
    </FormDialog>
  );
}
