import { Button, Card, Select, SimpleGrid } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { allPages, useCall } from '../api/api.queries';
import type { ApiKey, AuditRow, Page } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { SettingsFrame } from '../settings/settings.frame';
import { NotFoundPage } from '../shell/not-found.page';
import { useAddressFilters } from '../ui/address.filters';
import { Empty } from '../ui/empty';
import { Loading } from '../ui/loading';
import { MomentField } from '../ui/moment.field';
import { MoreButton } from '../ui/more.button';
import { Problem } from '../ui/problem';
import { saveFile } from '../ui/save-file';
import { AUDIT_FILTERS, type AuditFilters, actionChoices } from './audit.filters';
import { AuditRows } from './audit.rows';
import { AuditVerify } from './audit.verify';

const PAGE_SIZE = 50;

/** Reading the log is audited too, and so done when somebody asks for it. */
export default function AuditPage() {
  const words = useWords();
  const { api, canChange } = useSession();
  const [query, set] = useAddressFilters<keyof AuditFilters>();
  const filters = Object.fromEntries(
    AUDIT_FILTERS.map((name) => [name, query.get(name) ?? '']),
  ) as unknown as AuditFilters;
  const rows = useInfiniteQuery({
    queryKey: ['audit-log', filters],
    queryFn: ({ pageParam }) =>
      api.get<Page<AuditRow>>('/v1/audit-log', { ...filters, limit: PAGE_SIZE, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchOnWindowFocus: false,
    enabled: canChange,
  });
  const save = useCall(async (client) => {
    saveFile('audit-log.ndjson', await client.getFile('/v1/audit-log', { ...filters }, 'application/x-ndjson'));
  });
  if (!canChange) return <NotFoundPage />;
  const found = rows.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <SettingsFrame
      tab="audit"
      title={words.audit.title}
      intro={words.audit.intro}
      actions={
        <Button variant="default" title={words.audit.exportHint} loading={save.isPending} onClick={() => save.mutate()}>
          {words.audit.export}
        </Button>
      }
    >
      <AuditVerify />
      <Card p="md">
        <FilterFields filters={filters} set={set} />
      </Card>
      {rows.error && <Problem error={rows.error} onRetry={() => void rows.refetch()} />}
      {rows.isPending && <Loading />}
      {rows.data && found.length === 0 && <Empty title={words.audit.empty} text={words.audit.emptyText} />}
      {found.length > 0 && <AuditRows rows={found} onActor={(keyId) => set('actor', keyId)} />}
      <MoreButton list={rows} />
    </SettingsFrame>
  );
}

interface FilterFieldsProps {
  readonly filters: AuditFilters;
  readonly set: (name: keyof AuditFilters, value: string) => void;
}

function FilterFields({ filters, set }: FilterFieldsProps) {
  const { audit: words, common } = useWords();
  const { api } = useSession();
  const keys = useQuery({ queryKey: ['api-keys'], queryFn: () => allPages<ApiKey>(api, '/v1/api-keys', {}) });
  const actors = (keys.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const isKnown = filters.actor === '' || actors.some(({ value }) => value === filters.actor);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
      <Select
        label={words.action}
        placeholder={common.all}
        data={actionChoices()}
        value={filters.action || null}
        onChange={(value) => set('action', value ?? '')}
        searchable
        clearable
      />
      <Select
        label={words.actor}
        placeholder={common.all}
        // One that was revoked is no longer listed.
        data={isKnown ? actors : [...actors, { value: filters.actor, label: filters.actor }]}
        value={filters.actor || null}
        onChange={(value) => set('actor', value ?? '')}
        searchable
        clearable
      />
      <MomentField label={words.from} value={filters.from} onChange={(iso) => set('from', iso)} />
      <MomentField label={words.to} value={filters.to} onChange={(iso) => set('to', iso)} />
    </SimpleGrid>
  );
}
