import { Alert, Button, Group, JsonInput, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { EventType, FilterAnswer } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Problem } from '../ui/problem';
import { ConditionsList } from './conditions.list';
import { isMatched } from './event.patterns';
import { type FieldProps, filtersOf, type WebhookDraft } from './webhook.draft';

const EXAMPLE = '{"department": "cardiology", "amount": {"gte": 1000}}';

/** Filters as JSON, and a way to see what they make of an event before they are saved. */
export function FiltersField({ draft, problems, set, types }: FieldProps & { readonly types: readonly EventType[] }) {
  const words = useWords().form;
  return (
    <Stack gap="sm">
      <JsonInput
        label={words.filters}
        description={words.filtersHint}
        placeholder={EXAMPLE}
        autosize
        minRows={3}
        maxRows={16}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        value={draft.filters}
        onChange={(value) => set('filters', value)}
        error={problems.filters}
      />
      {draft.filters.trim() !== '' && types.length > 0 && <TryFilters draft={draft} types={types} />}
    </Stack>
  );
}

interface TryFiltersProps {
  readonly draft: WebhookDraft;
  readonly types: readonly EventType[];
}

function TryFilters({ draft: { filters, dialect, events }, types }: TryFiltersProps) {
  const words = useWords().form;
  const { api } = useSession();
  const withExample = types.filter(({ example }) => example !== null);
  const [first] = useState(() => withExample.find(({ type }) => isMatched(events, type)) ?? withExample[0]);
  const [type, setType] = useState(first?.type ?? '');
  const [data, setData] = useState(() => exampleOf(first));
  const explain = useMutation({
    mutationFn: () =>
      api.send<FilterAnswer>('POST', '/v1/filters/explain', {
        filters: filtersOf(filters) ?? {},
        dialect,
        event: { type, data: JSON.parse(data) as unknown },
      }),
  });
  return (
    <Stack gap="sm" p="md" bd="1px solid var(--mantine-color-default-border)" style={{ borderRadius: 8 }}>
      <Text size="sm" fw={600}>
        {words.tryTitle}
      </Text>
      <Select
        aria-label={words.tryEvent}
        data={[...new Set(withExample.map((each) => each.type))]}
        value={type}
        searchable
        allowDeselect={false}
        onChange={(value) => {
          setType(value ?? '');
          setData(exampleOf(types.find((each) => each.type === value)));
        }}
      />
      <JsonInput
        aria-label={words.tryEvent}
        autosize
        minRows={3}
        maxRows={12}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        value={data}
        onChange={setData}
      />
      <Group>
        <Button
          variant="default"
          size="xs"
          loading={explain.isPending}
          disabled={filtersOf(filters) === undefined}
          onClick={() => explain.mutate()}
        >
          {words.tryRun}
        </Button>
      </Group>
      {explain.error && <Problem error={explain.error} />}
      {explain.data && (
        <Alert
          color={explain.data.matched ? 'teal' : 'orange'}
          title={explain.data.matched ? words.tryYes : words.tryNo}
        >
          <ConditionsList conditions={explain.data.conditions} />
        </Alert>
      )}
    </Stack>
  );
}

function exampleOf(type: EventType | undefined): string {
  return JSON.stringify(type?.example ?? {}, null, 2);
}
