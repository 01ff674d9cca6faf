import { Button, Card, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Page, Tenant } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { SettingsFrame } from '../settings/settings.frame';
import { NotFoundPage } from '../shell/not-found.page';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { Moment } from '../ui/moment';
import { MoreButton } from '../ui/more.button';
import { Problem } from '../ui/problem';
import { SecretOnce } from '../ui/secret-once';
import { TenantDialog } from './tenant.dialog';

const PAGE_SIZE = 50;
type Made = Tenant & { readonly adminKey?: string };

/** The organisations of this Carehook, for operators. */
export default function TenantsPage() {
  const words = useWords();
  const { me, api } = useSession();
  const [edited, setEdited] = useState<Tenant | 'new'>();
  const [made, setMade] = useState<Made>();
  const isOperator = me.role === 'operator';
  const tenants = useInfiniteQuery({
    queryKey: ['tenants'],
    queryFn: ({ pageParam }) => api.get<Page<Tenant>>('/v1/tenants', { limit: PAGE_SIZE, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled: isOperator,
  });
  if (!isOperator) return <NotFoundPage />;
  return (
    <SettingsFrame
      tab="tenants"
      title={words.tenant.title}
      intro={words.tenant.intro}
      actions={
        <Button leftSection={<Icon name="plus" />} onClick={() => setEdited('new')}>
          {words.tenant.create}
        </Button>
      }
    >
      {tenants.error && <Problem error={tenants.error} onRetry={() => void tenants.refetch()} />}
      {tenants.isPending && <Loading />}
      {tenants.data && <TenantRows tenants={tenants.data.pages.flatMap(({ data }) => data)} onEdit={setEdited} />}
      <MoreButton list={tenants} />
      {edited && (
        <TenantDialog
          {...(edited !== 'new' && { tenant: edited })}
          onClose={() => setEdited(undefined)}
          onCreated={setMade}
        />
      )}
      {made?.adminKey !== undefined && (
        <Dialog
          title={words.tenant.created(made.name)}
          size="lg"
          closeOnClickOutside={false}
          onClose={() => setMade(undefined)}
        >
          <SecretOnce secret={made.adminKey} label={words.tenant.adminKey} hint={words.keys.once} />
        </Dialog>
      )}
    </SettingsFrame>
  );
}

interface TenantRowsProps {
  readonly tenants: readonly Tenant[];
  readonly onEdit: (tenant: Tenant) => void;
}

function TenantRows({ tenants, onEdit }: TenantRowsProps) {
  const words = useWords();
  const { tenant: own } = words;
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{own.name}</Table.Th>
            <Table.Th visibleFrom="sm">{own.defaultDialect}</Table.Th>
            <Table.Th visibleFrom="md">{own.retentionDays}</Table.Th>
            <Table.Th visibleFrom="md">{own.sealing}</Table.Th>
            <Table.Th visibleFrom="sm">{words.webhooks.created}</Table.Th>
            <Table.Th aria-label={own.edit} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tenants.map((tenant) => (
            <Table.Tr key={tenant.id}>
              <Table.Td className="break-anywhere">
                <Text inherit fw={600}>
                  {tenant.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {tenant.id}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm">{tenant.defaultDialect}</Table.Td>
              <Table.Td visibleFrom="md">
                {tenant.retentionDays === null ? own.byService : own.days(tenant.retentionDays)}
              </Table.Td>
              <Table.Td visibleFrom="md">{tenant.sealing === 'on' ? own.sealed : own.unsealed}</Table.Td>
              <Table.Td visibleFrom="sm">
                <Moment at={tenant.createdAt} />
              </Table.Td>
              <Table.Td ta="right">
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`${own.edit}: ${tenant.name}`}
                  onClick={() => onEdit(tenant)}
                >
                  {own.edit}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
