import { Button, Card, NativeSelect, Select, SimpleGrid } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { useEventTypes, useWebhooks } from '../api/api.queries';
import { DELIVERY_STATUSES } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { PageTitle } from '../ui/page-title';
import { DeliveriesTable } from './deliveries.table';
import { RetryDialog } from './retry.dialog';

type Filter = 'status' | 'webhookId' | 'eventType' | 'hours';

/** The filters are in the page's address, so that what one sees can be sent to a colleague. */
export default function DeliveriesPage() {
  const words = useWords();
  const { canChange } = useSession();
  const [query, setQuery] = useSearchParams();
  const [isRetrying, setRetrying] = useState(false);
  const filters = {
    status: query.get('status') ?? undefined,
    webhookId: query.get('webhookId') ?? undefined,
    eventType: query.get('eventType') ?? undefined,
    hours: query.has('hours') ? Number(query.get('hours')) : undefined,
  };
  const set = (name: Filter, value: string | null) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  return (
    <>
      <PageTitle
        title={words.deliveries.title}
        actions={
          canChange &&
          filters.status === 'dead' && (
            <Button onClick={() => setRetrying(true)}>{words.deliveries.retrySelected}…</Button>
          )
        }
      />
      <Card p="md">
        <FilterFields filters={filters} set={set} />
      </Card>
      <DeliveriesTable filters={filters} />
      {isRetrying && <RetryDialog filters={filters} onClose={() => setRetrying(false)} />}
    </>
  );
}

interface FilterFieldsProps {
  readonly filters: Readonly<Partial<Record<Filter, string | number | undefined>>>;
  readonly set: (name: Filter, value: string | null) => void;
}

function FilterFields({ filters, set }: FilterFieldsProps) {
  const words = useWords();
  const webhooks = useWebhooks();
  const types = useEventTypes('all');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
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
    </SimpleGrid>
  );
}
