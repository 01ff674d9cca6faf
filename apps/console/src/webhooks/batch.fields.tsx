import { SimpleGrid, Stack, Switch } from '@mantine/core';
import { useDialects } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { NumberFieldInput } from './number.field';
import type { FieldProps } from './webhook.draft';

/** Several events in one request, where the dialect has a form for that. */
export function BatchFields(fields: FieldProps) {
  const words = useWords().form;
  const { draft, problems, set } = fields;
  const dialect = useDialects().data?.find(({ name }) => name === draft.dialect);
  const cannot = dialect !== undefined && !dialect.batches;
  return (
    <Stack>
      <Switch
        label={words.batch}
        description={cannot ? words.batchNot : words.batchHint}
        // One that is on can be taken back in any format.
        disabled={cannot && !draft.isBatched}
        checked={draft.isBatched}
        onChange={(event) => set('isBatched', event.currentTarget.checked)}
        error={problems.isBatched}
      />
      {draft.isBatched && (
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NumberFieldInput
            {...fields}
            field="batchMaxEvents"
            label={words.batchMaxEvents}
            hint={words.batchMaxEventsHint}
            min={2}
            max={100}
            byDefault="20"
          />
          <NumberFieldInput
            {...fields}
            field="batchMaxWaitMs"
            label={words.batchMaxWaitMs}
            hint={words.batchMaxWaitMsHint}
            min={0}
            max={60_000}
            byDefault="1000"
          />
        </SimpleGrid>
      )}
    </Stack>
  );
}
