import { useMemo } from 'react';
import { type DeliveryFilters, queryOf } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { AskDialog } from './ask.dialog';

/** Tries all dead letters again that the filters show. */
export default function RetryDialog({
  filters,
  onClose,
}: {
  readonly filters: DeliveryFilters;
  readonly onClose: () => void;
}) {
  const words = useWords().recovery;
  // Counted and retried is the same span, though time goes on.
  const selection = useMemo(() => ({ ...queryOf({ ...filters, eventId: undefined }), status: 'dead' }), [filters]);
  return (
    <AskDialog
      title={words.retry}
      intro={words.retryIntro}
      path="/v1/deliveries/retry"
      selection={selection}
      fields={[]}
      scope={{ webhookId: filters.webhookId, eventType: filters.eventType }}
      onClose={onClose}
    >
      {() => null}
    </AskDialog>
  );
}
