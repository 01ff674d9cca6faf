import { NativeSelect, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useEventTypes, useWebhooks } from '../api/api.queries';
import { DELIVERY_STATUSES } from '../api/api.types';
import { useWords } from '../i18n/language.context';

/** What a list of deliveries is narrowed by, as the page's address calls it. */
export type DeliveryFilter = 'status' | 'webhookId' | 'eventType' | 'eventId' | 'hours';

/** An id is looked up when nobody has typed for so long. */
const TYPED_MS = 400;

interface FilterFieldsProps {
  readonly filters: Readonly<Partial<Record<DeliveryFilter, string | number | undefined>>>;
  readonly set: (name: DeliveryFilter, value: string | null) => void;
}

export function FilterFields({ filters, set }: FilterFieldsProps) {
  const words = useWords();
  const webhooks = useWebhooks();
  const types = useEventTypes('all');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} spacing="sm">
      <NativeSelect
        label={words.deliveries.status}
        value={filters.status ?? ''}
        onChange={(event) => set('status', event.currentTarget.value)}
        data={[
          { value: '', label: words.common.all },
          ...DELIVERY_STATUSES.map((status) => ({ value: status, label: words.deliveries.statuses[status] })),
        ]}
      />
      <Select
        label={words.deliveries.webhook}
        placeholder={words.common.all}
        value={String(filters.webhookId ?? '') || null}
        onChange={(value) => set('webhookId', value)}
        data={(webhooks.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        clearable
      />
      <Select
        label={words.deliveries.eventType}
        placeholder={words.common.all}
        value={String(filters.eventType ?? '') || null}
        onChange={(value) => set('eventType', value)}
        data={[...new Set([...(types.data ?? []).map(({ type }) => type), String(filters.eventType ?? '')])].filter(
          Boolean,
        )}
        searchable
        clearable
      />
      <NativeSelect
        label={words.deliveries.period}
        value={String(filters.hours ?? '')}
        onChange={(event) => set('hours', event.currentTarget.value)}
        data={(['', '1', '24', '168'] as const).map((value) => ({ value, label: words.deliveries.periods[value] }))}
      />
      <EventIdField value={String(filters.eventId ?? '')} onChange={(id) => set('eventId', id)} />
    </SimpleGrid>
  );
}

function EventIdField({ value, onChange }: { readonly value: string; readonly onChange: (id: string) => void }) {
  const words = useWords().deliveries;
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed.trim() === value) return undefined;
    const timer = setTimeout(() => onChange(typed.trim()), TYPED_MS);
    return () => clearTimeout(timer);
  });
  return (
    <TextInput
      type="search"
      label={words.eventId}
      placeholder="evt_…"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
