import { NativeSelect, Select, SimpleGrid } from '@mantine/core';
import { useEventTypes, useWebhooks } from '../api/api.queries';
import { DELIVERY_STATUSES } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { TypedField } from '../ui/typed.field';

/** What a list of deliveries is narrowed by, as the page's address calls it. */
export type DeliveryFilter = 'status' | 'webhookId' | 'eventType' | 'eventId' | 'hours';

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
      <TypedField
        label={words.deliveries.eventId}
        placeholder="evt_…"
        value={String(filters.eventId ?? '')}
        onTyped={(id) => set('eventId', id)}
      />
    </SimpleGrid>
  );
}
