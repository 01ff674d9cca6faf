import { Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useDeliveries } from '../api/api.queries';
import { DeliveryRows } from '../deliveries/delivery.rows';
import { useSelection } from '../deliveries/selection';
import { SelectionBar } from '../deliveries/selection.bar';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Empty } from '../ui/empty';
import { Loading } from '../ui/loading';
import { MoreButton } from '../ui/more.button';
import { Problem } from '../ui/problem';
import { LiveBar } from './live.bar';
import { withLive } from './live.feed';
import { useLive } from './live.hook';

/** While only a part is shown, the record tells the rest so often. */
const SAMPLED_REFETCH_MS = 15_000;
/** And where there is no stream at all. */
const AWAY_REFETCH_MS = 5_000;
/** What was sent is recorded within this time. */
const RECORDED_MS = 2_000;

/** One webhook's deliveries: those that are recorded, and those that happen while one looks. */
export function LiveDeliveries({ webhookId }: { readonly webhookId: string }) {
  const words = useWords();
  const { canChange } = useSession();
  const queries = useQueryClient();
  const live = useLive(webhookId);
  const selection = useSelection();
  const isAway = live.state.kind === 'away';
  const refetchMs = isAway ? AWAY_REFETCH_MS : live.pace.isSampled ? SAMPLED_REFETCH_MS : false;
  const deliveries = useDeliveries({ webhookId }, live.isPaused ? false : refetchMs);
  // What happened before the stream began is in the record, or is about to be.
  useEffect(() => {
    if (live.connections === 0) return undefined;
    const read = () => void queries.invalidateQueries({ queryKey: ['deliveries', { webhookId }] });
    read();
    const timer = setTimeout(read, RECORDED_MS);
    return () => clearTimeout(timer);
  }, [live.connections, queries, webhookId]);
  const recorded = deliveries.data?.pages;
  const rows = useMemo(
    () => withLive(recorded?.flatMap(({ data }) => data) ?? [], live.feed.rows),
    [recorded, live.feed.rows],
  );
  if (deliveries.error) return <Problem error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  if (deliveries.isPending) return <Loading />;
  return (
    <Stack gap="sm">
      <LiveBar live={live} />
      {canChange && <SelectionBar selection={selection} />}
      {rows.length === 0 ? (
        <Empty icon="deliveries" title={words.deliveries.empty} text={words.live.empty} />
      ) : (
        <DeliveryRows deliveries={rows} of="webhook" selection={canChange ? selection : undefined} />
      )}
      <MoreButton list={deliveries} />
    </Stack>
  );
}
