import { Button, Card } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { PageTitle } from '../ui/page-title';
import { DeliveriesTable } from './deliveries.table';
import { type DeliveryFilter, FilterFields } from './filter.fields';

const RetryDialog = lazy(() => import('../recovery/retry.dialog'));

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
    eventId: query.get('eventId') ?? undefined,
    hours: query.has('hours') ? Number(query.get('hours')) : undefined,
  };
  const set = (name: DeliveryFilter, value: string | null) =>
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
