import { NumberInput, Text } from '@mantine/core';
import { useState } from 'react';
import type { ApiKey, ApiKeyWithKey } from '../api/api.types';
import { useSubmission } from '../api/submission';
import { useWords } from '../i18n/language.context';
import { FormDialog } from '../ui/form.dialog';

const OVERLAP_HOURS = 24;
const MAX_OVERLAP_HOURS = 168;

/** The new key, and until when the old one works. */
export type RotatedKey = ApiKeyWithKey & { readonly replaced: { readonly expiresAt: string } };

interface RotateKeyDialogProps {
  readonly apiKey: ApiKey;
  /** Whether it is the key of this session. */
  readonly isYours: boolean;
  readonly onClose: () => void;
  readonly onRotated: (key: RotatedKey) => void;
}

export function RotateKeyDialog({ apiKey, isYours, onClose, onRotated }: RotateKeyDialogProps) {
  const words = useWords().keys;
  const [overlapHours, setOverlapHours] = useState<number | string>(OVERLAP_HOURS);
  const submission = useSubmission(
    (api, _given: undefined) =>
      api.send<RotatedKey>('POST', `/v1/api-keys/${apiKey.id}/rotate`, { overlapHours: Number(overlapHours) }),
    ['overlapHours'],
    (rotated) => {
      onClose();
      onRotated(rotated);
    },
  );
  return (
    <FormDialog
      title={`${words.rotate}: ${apiKey.name}`}
      intro={words.rotateAsk}
      action={words.rotate}
      submission={submission}
      onSubmit={() => submission.submit(undefined)}
      onClose={onClose}
    >
      <NumberInput
        label={words.overlap}
        data-autofocus
        min={0}
        max={MAX_OVERLAP_HOURS}
        value={overlapHours}
        onChange={setOverlapHours}
        error={submission.problems.overlapHours}
      />
      {isYours && (
        <Text size="sm" c="dimmed">
          {words.rotateYours}
        </Text>
      )}
    </FormDialog>
  );
}
