import { NumberInput, SimpleGrid, Stack, Switch } from '@mantine/core';
import { useDialects } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import type { FieldProps } from './webhook.draft';

type NumberField = 'maxRetries' | 'timeout' | 'maxConcurrency' | 'rateLimit';

/** What is left empty is as the dialect has it, which stands in its place. */
export function LimitsFields({ draft, problems, set }: FieldProps) {
  const words = useWords().form;
  const dialect = useDialects().data?.find(({ name }) => name === draft.dialect);
  const byDefault: Readonly<Record<NumberField, string>> = {
    maxRetries: dialect ? String(dialect.retryDelaysMs.length) : words.byDefault,
    timeout: dialect ? String(dialect.timeoutMs) : words.byDefault,
    maxConcurrency: '64',
    rateLimit: words.noLimit,
  };
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {(['maxRetries', 'timeout', 'maxConcurrency', 'rateLimit'] as const).map((field) => (
          <NumberInput
            key={field}
            label={words[field]}
            placeholder={byDefault[field]}
            min={field === 'maxRetries' ? 0 : 1}
            allowDecimal={false}
            hideControls
            value={draft[field]}
            onChange={(value) => set(field, typeof value === 'number' ? value : '')}
            error={problems[field]}
          />
        ))}
      </SimpleGrid>
      <Switch
        label={words.ordering}
        description={words.orderingHint}
        checked={draft.isOrdered}
        onChange={(event) => set('isOrdered', event.currentTarget.checked)}
        error={problems.isOrdered}
      />
    </Stack>
  );
}
