import { NativeSelect, SimpleGrid } from '@mantine/core';
import { useDialects } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { NumberFieldInput } from './number.field';
import type { FieldProps, WebhookDraft } from './webhook.draft';

const STRATEGIES = ['', 'exponential', 'linear', 'fixed'] as const;

/** What is left empty is as the dialect has it, which stands in its place. */
export function RetryFields(fields: FieldProps) {
  const words = useWords().form;
  const { draft, problems, set } = fields;
  const dialect = useDialects().data?.find(({ name }) => name === draft.dialect);
  const [firstDelayMs] = dialect?.retryDelaysMs ?? [];
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <NumberFieldInput
        {...fields}
        field="maxRetries"
        label={words.maxRetries}
        hint={words.maxRetriesHint}
        min={0}
        byDefault={dialect ? String(dialect.retryDelaysMs.length) : words.byDefault}
      />
      <NumberFieldInput
        {...fields}
        field="retryDelay"
        label={words.retryDelay}
        hint={words.retryDelayHint}
        min={0}
        byDefault={firstDelayMs === undefined ? words.byDefault : String(firstDelayMs)}
      />
      <NativeSelect
        label={words.backoff}
        description={words.backoffHint}
        data={STRATEGIES.map((value) => ({ value, label: words.backoffs[value] }))}
        value={draft.backoffStrategy}
        onChange={(event) => set('backoffStrategy', event.currentTarget.value as WebhookDraft['backoffStrategy'])}
        error={problems.backoffStrategy}
      />
      <NumberFieldInput
        {...fields}
        field="timeout"
        label={words.timeout}
        hint={words.timeoutHint}
        byDefault={dialect ? String(dialect.timeoutMs) : words.byDefault}
      />
    </SimpleGrid>
  );
}
