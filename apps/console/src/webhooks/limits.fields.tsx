import { SimpleGrid, Stack, Switch } from '@mantine/core';
import { useWords } from '../i18n/language.context';
import { NumberFieldInput } from './number.field';
import type { FieldProps } from './webhook.draft';

const DEFAULT_CONCURRENCY = 64;
const MAX_CONCURRENCY = 1_000;
const MAX_RATE = 10_000;

/** How fast, and in which order. */
export function LimitsFields(fields: FieldProps) {
  const words = useWords().form;
  const { draft, problems, set } = fields;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberFieldInput
          {...fields}
          field="maxConcurrency"
          label={words.maxConcurrency}
          hint={words.maxConcurrencyHint}
          max={MAX_CONCURRENCY}
          byDefault={String(DEFAULT_CONCURRENCY)}
        />
        <NumberFieldInput
          {...fields}
          field="rateLimit"
          label={words.rateLimit}
          hint={words.rateLimitHint}
          max={MAX_RATE}
          byDefault={words.noLimit}
        />
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
