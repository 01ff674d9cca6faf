import { type DeliveryFilters, useDeliveries } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Empty } from '../ui/empty';
import { Loading } from '../ui/loading';
import { MoreButton } from '../ui/more.button';
import { Problem } from '../ui/problem';
import { DeliveryRows } from './delivery.rows';
import { useSelection } from './selection';
import { SelectionBar } from './selection.bar';

/** Deliveries, newest first, kept up to date. */
export function DeliveriesTable({ filters }: { readonly filters: DeliveryFilters }) {
  const words = useWords();
  const { canChange } = useSession();
  const deliveries = useDeliveries(filters);
  const selection = useSelection();
  if (deliveries.error) return <Problem error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  if (deliveries.isPending) return <Loading />;
  const rows = deliveries.data.pages.flatMap(({ data }) => data);
  if (rows.length === 0 && !deliveries.hasNextPage) {
    return <Empty icon="deliveries" title={words.deliveries.empty} text={words.deliveries.emptyText} />;
  }
  return (
    <>
      {canChange && <SelectionBar selection={selection} />}
      {rows.length === 0 ? (
        <Empty title={words.common.noneYet} text={words.common.noneYetText} />
      ) : (
        <DeliveryRows
          deliveries={rows}
          of={filters.webhookId === undefined ? 'all' : 'webhook'}
          selection={canChange ? selection : undefined}
        />
      )}
      <MoreButton list={deliveries} />
    </>
  );
}
