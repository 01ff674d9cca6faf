import { Anchor, Badge, Button, Card, Select, Table, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { useEventTypes } from '../api/api.queries';
import type { EventSummary, Page } from '../api/api.types';
import { nextPage } from '../api/next.page';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Empty } from '../ui/empty';
import { Loading } from '../ui/loading';
import { Moment } from '../ui/moment';
import { MoreButton } from '../ui/more.button';
import { Problem } from '../ui/problem';
import { EventsFrame } from './events.frame';

const PAGE_SIZE = 50;

/** Reading events is audited, and so done when somebody asks for it, not every few seconds. */
export default function EventsPage() {
  const words = useWords();
  const { api } = useSession();
  const [query, setQuery] = useSearchParams();
  const type = query.get('type');
  const types = useEventTypes('all');
  const events = useInfiniteQuery({
    queryKey: ['events', type],
    queryFn: ({ pageParam }) =>
      nextPage(
        (cursor) => api.get<Page<EventSummary>>('/v1/events', { type: type ?? undefined, limit: PAGE_SIZE, cursor }),
        pageParam,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  const rows = events.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <EventsFrame
      tab="events"
      intro={words.events.emptyText}
      actions={
        <>
          <Select
            aria-label={words.events.type}
            placeholder={words.events.type}
            data={[...new Set([...(types.data ?? []).map((each) => each.type), type ?? ''])].filter(Boolean)}
            value={type}
            onChange={(value) => setQuery(value ? { type: value } : {}, { replace: true })}
            searchable
            clearable
          />
          <Button variant="default" loading={events.isRefetching} onClick={() => void events.refetch()}>
            {words.events.refresh}
          </Button>
        </>
      }
    >
      {events.error && <Problem error={events.error} onRetry={() => void events.refetch()} />}
      {events.isPending && <Loading />}
      {events.data && rows.length === 0 && !events.hasNextPage && <Empty icon="events" title={words.events.empty} />}
      {events.hasNextPage && rows.length === 0 && (
        <Empty title={words.common.noneYet} text={words.common.noneYetText} />
      )}
      {rows.length > 0 && <EventRows events={rows} />}
      <MoreButton list={events} />
    </EventsFrame>
  );
}

function EventRows({ events }: { readonly events: readonly EventSummary[] }) {
  const words = useWords().events;
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.type}</Table.Th>
            <Table.Th visibleFrom="sm">{words.subject}</Table.Th>
            <Table.Th visibleFrom="md">{words.source}</Table.Th>
            <Table.Th visibleFrom="sm">{words.schema}</Table.Th>
            <Table.Th ta="right">{words.accepted}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {events.map(({ uid, id, type, subject, source, schemaProblems, acceptedAt }) => (
            <Table.Tr key={uid}>
              <Table.Td className="break-anywhere">
                <Anchor component={Link} href={`/console/events/${uid}`} className="row-link" inherit>
                  {type}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {id}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm" className="break-anywhere">
                {subject ?? '–'}
              </Table.Td>
              <Table.Td visibleFrom="md" className="break-anywhere">
                {source}
              </Table.Td>
              <Table.Td visibleFrom="sm">
                {schemaProblems && schemaProblems.length > 0 ? (
                  <Badge color="orange">{words.misfits(schemaProblems.length)}</Badge>
                ) : (
                  <Text size="sm" c="dimmed">
                    {words.fits}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right">
                <Moment at={acceptedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
