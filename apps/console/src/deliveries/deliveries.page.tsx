import { Button, Card } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { useAddressFilters } from '../ui/address.filters';
import { PageTitle } from '../ui/page-title';
import { DeliveriesTable } from './deliveries.table';
import { type DeliveryFilter, FilterFields } from './filter.fields';

const RetryDialog = lazy(() => import('../recovery/retry.dialog'));

export default function DeliveriesPage() {
  const words = useWords();
  const { canChange } = useSession();
  const [query, set] = useAddressFilters<DeliveryFilter>();
  const [isRetrying, setRetrying] = useState(false);
  const filters = {
    status: query.get('status') ?? undefined,
    webhookId: query.get('webhookId') ?? undefined,
    eventType: query.get('eventType') ?? undefined,
    eventId: query.get('eventId') ?? undefined,
    hours: query.has('hours') ? Number(query.get('hours')) : undefined,
  };
  return (
    <>
      <PageTitle
        title={words.deliveries.title}
        actions={
          canChange &&
          filters.status === 'dead' &&
          filters.eventId === undefined && <Button onClick={() => setRetrying(true)}>{words.recovery.retryAll}…</Button>
        }
      />
      <Card p="md">
        <FilterFields filters={filters} set={set} />
      </Card>
      <DeliveriesTable filters={filters} />
      {isRetrying && (
        <Suspense>
          <RetryDialog filters={filters} onClose={() => setRetrying(false)} />
        </Suspense>
      )}
    </>
  );
}
