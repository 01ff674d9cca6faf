import { Button, Card, Select, SimpleGrid, Switch } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { type Page, REJECTION_REASONS, type RejectedRecord } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Empty } from '../ui/empty';
import { Loading } from '../ui/loading';
import { MomentField } from '../ui/moment.field';
import { MoreButton } from '../ui/more.button';
import { Problem } from '../ui/problem';
import { EventsFrame } from './events.frame';
import { RejectedRows } from './rejected.rows';

const PAGE_SIZE = 50;

/** What producers on Kafka sent that could not become an event. Reading it is audited; the filters are in the page's address. */
export default function RejectedPage() {
  const { rejected: words, events, common } = useWords();
  const { api, me } = useSession();
  const [query, setQuery] = useSearchParams();
  const valueOf = (name: string) => query.get(name) ?? '';
  const set = (name: string, value: string) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const filters = {
    reason: valueOf('reason') || undefined,
    from: valueOf('from') || undefined,
    to: valueOf('to') || undefined,
    ofNoTenant: valueOf('ofNoTenant') || undefined,
  };
  const records = useInfiniteQuery({
    queryKey: ['events', 'rejected', filters],
    queryFn: ({ pageParam }) =>
      api.get<Page<RejectedRecord>>('/v1/events/rejected', { ...filters, limit: PAGE_SIZE, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  const rows = records.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <EventsFrame
      tab="rejected"
      intro={words.intro}
      actions={
        <Button variant="default" loading={records.isRefetching} onClick={() => void records.refetch()}>
          {events.refresh}
        </Button>
      }
    >
      <Card p="md">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
          <Select
            label={words.reason}
            placeholder={common.all}
            data={REJECTION_REASONS.map((value) => ({ value, label: words.reasons[value].means }))}
            value={filters.reason ?? null}
            onChange={(value) => set('reason', value ?? '')}
            clearable
          />
          <MomentField label={words.from} value={valueOf('from')} onChange={(iso) => set('from', iso)} />
          <MomentField label={words.to} value={valueOf('to')} onChange={(iso) => set('to', iso)} />
        </SimpleGrid>
        {me.role === 'operator' && (
          <Switch
            mt="md"
            label={words.ofNoTenant}
            checked={filters.ofNoTenant === 'true'}
            onChange={(event) => set('ofNoTenant', event.currentTarget.checked ? 'true' : '')}
          />
        )}
      </Card>
      {records.error && <Problem error={records.error} onRetry={() => void records.refetch()} />}
      {records.isPending && <Loading />}
      {records.data && rows.length === 0 && <Empty icon="check" title={words.empty} text={words.emptyText} />}
      {rows.length > 0 && <RejectedRows records={rows} />}
      <MoreButton list={records} />
    </EventsFrame>
  );
}
