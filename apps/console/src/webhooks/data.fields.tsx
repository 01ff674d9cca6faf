import { Stack, Switch, TagsInput } from '@mantine/core';
import { useWords } from '../i18n/language.context';
import type { FieldProps } from './webhook.draft';

/** How much of an event's data leaves this house. */
export function DataFields({ draft, problems, set }: FieldProps) {
  const words = useWords().form;
  return (
    <Stack>
      <Switch
        label={words.thin}
        description={words.thinHint}
        checked={draft.isThin}
        onChange={(event) => set('isThin', event.currentTarget.checked)}
        error={problems.isThin}
      />
      <TagsInput
        label={words.redact}
        description={words.redactHint}
        placeholder={draft.redact.length === 0 ? 'patient.name' : ''}
        value={[...draft.redact]}
        onChange={(paths) => set('redact', paths)}
        acceptValueOnBlur
        splitChars={[',', ' ']}
        error={problems.redact}
      />
    </Stack>
  );
}
