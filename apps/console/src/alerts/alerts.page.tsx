import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { useWebhooks } from '../api/api.queries';
import { ALERT_STATUSES, type Alert, type Page } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { AlertCard } from '../overview/alert.card';
import { useSession } from '../session/session.context';
import { Empty } from '../ui/empty';
import { Loading } from '../ui/loading';
import { MoreButton } from '../ui/more.button';
import { PageTitle } from '../ui/page-title';
import { Problem } from '../ui/problem';

const PAGE_SIZE = 50;
const REFETCH_MS = 15_000;

/** What is wrong, what somebody works on, and what was wrong. */
export default function AlertsPage() {
  const words = useWords();
  const { api } = useSession();
  const [query, setQuery] = useSearchParams();
  const status = ALERT_STATUSES.find((each) => each === query.get('status')) ?? 'open';
  const webhooks = useWebhooks();
  const alerts = useInfiniteQuery({
    queryKey: ['alerts', 'list', status],
    queryFn: ({ pageParam }) => api.get<Page<Alert>>('/v1/alerts', { status, limit: PAGE_SIZE, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: REFETCH_MS,
  });
  const found = alerts.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      <PageTitle
        title={words.nav.alerts}
        actions={
          <SegmentedControl
            aria-label={words.alerts.status}
            value={status}
            onChange={(value) => setQuery({ status: value }, { replace: true })}
            data={ALERT_STATUSES.map((value) => ({ value, label: words.alerts.statuses[value] }))}
          />
        }
      />
      {alerts.error && <Problem error={alerts.error} onRetry={() => void alerts.refetch()} />}
      {alerts.isPending && <Loading />}
      {alerts.data && found.length === 0 && (
        <Empty
          icon="check"
          title={status === 'open' ? words.overview.allWell : words.alerts.none}
          {...(status === 'open' && { text: words.overview.allWellText })}
        />
      )}
      {found.map((alert) => (
        <AlertCard key={alert.id} alert={alert} webhook={webhooks.data?.find(({ id }) => id === alert.webhookId)} />
      ))}
      <MoreButton list={alerts} />
    </>
  );
}
