import { ActionIcon, Badge, Button, Card, Menu, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { allPages, useChange } from '../api/api.queries';
import type { ApiKey } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { SettingsFrame } from '../settings/settings.frame';
import { NotFoundPage } from '../shell/not-found.page';
import { Confirm } from '../ui/confirm';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { Moment } from '../ui/moment';
import { Problem } from '../ui/problem';
import { SecretOnce } from '../ui/secret-once';
import { KeyDialog } from './key.dialog';
import { type RotatedKey, RotateKeyDialog } from './rotate-key.dialog';

/** Who may call the API, and what was made shows its key once. */
export default function KeysPage() {
  const words = useWords();
  const formats = useFormats();
  const { api, canChange } = useSession();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Pick<RotatedKey, 'key'> & Partial<RotatedKey>>();
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: () => allPages<ApiKey>(api, '/v1/api-keys', {}),
    enabled: canChange,
  });
  if (!canChange) return <NotFoundPage />;
  return (
    <SettingsFrame
      tab="keys"
      title={words.keys.title}
      intro={words.keys.intro}
      actions={
        <Button leftSection={<Icon name="plus" />} onClick={() => setMaking(true)}>
          {words.keys.create}
        </Button>
      }
    >
      {keys.error && <Problem error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <Loading />}
      {keys.data && <KeyRows keys={keys.data} onRotated={setMade} />}
      {isMaking && <KeyDialog onClose={() => setMaking(false)} onCreated={setMade} />}
      {made && (
        <Dialog title={words.keys.made} size="lg" closeOnClickOutside={false} onClose={() => setMade(undefined)}>
          <Stack>
            <SecretOnce secret={made.key} label={words.keys.label} hint={words.keys.once} />
            {made.replaced && <Text size="sm">{words.keys.replaced(formats.full(made.replaced.expiresAt))}</Text>}
          </Stack>
        </Dialog>
      )}
    </SettingsFrame>
  );
}

interface KeyRowsProps {
  readonly keys: readonly ApiKey[];
  readonly onRotated: (key: RotatedKey) => void;
}

function KeyRows({ keys, onRotated }: KeyRowsProps) {
  const words = useWords().keys;
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.name}</Table.Th>
            <Table.Th visibleFrom="xs">{words.role}</Table.Th>
            <Table.Th visibleFrom="sm">{words.expires}</Table.Th>
            <Table.Th visibleFrom="md">{words.networks}</Table.Th>
            <Table.Th visibleFrom="sm">{words.lastUsed}</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRotated={onRotated} />
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function KeyRow({ apiKey, onRotated }: { readonly apiKey: ApiKey; readonly onRotated: KeyRowsProps['onRotated'] }) {
  const words = useWords();
  const { me } = useSession();
  const isYours = me.key.id === apiKey.id;
  const { name, role, hint, allowedIps, lastUsedAt } = apiKey;
  return (
    <Table.Tr>
      <Table.Td className="break-anywhere">
        <Text inherit fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {hint}… {isYours && <Badge size="xs">{words.keys.yours}</Badge>}
        </Text>
        <Text size="xs" c="dimmed" hiddenFrom="xs">
          {words.role[role]}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="xs">{words.role[role]}</Table.Td>
      <Table.Td visibleFrom="sm">
        <Expiry at={apiKey.expiresAt} />
      </Table.Td>
      <Table.Td visibleFrom="md" className="break-anywhere">
        {allowedIps?.join(', ') ?? words.keys.anywhere}
      </Table.Td>
      <Table.Td visibleFrom="sm">{lastUsedAt === null ? words.keys.unused : <Moment at={lastUsedAt} />}</Table.Td>
      <Table.Td ta="right">
        <KeyActions apiKey={apiKey} isYours={isYours} onRotated={onRotated} />
      </Table.Td>
    </Table.Tr>
  );
}

function Expiry({ at }: { readonly at: string | null }) {
  const words = useWords().keys;
  if (at === null) return <>{words.never}</>;
  return Date.parse(at) < Date.now() ? <Badge color="red">{words.expired}</Badge> : <Moment at={at} />;
}

interface KeyActionsProps {
  readonly apiKey: ApiKey;
  readonly isYours: boolean;
  readonly onRotated: KeyRowsProps['onRotated'];
}

function KeyActions({ apiKey, isYours, onRotated }: KeyActionsProps) {
  const words = useWords().keys;
  const { me } = useSession();
  const [question, setQuestion] = useState<'rotate' | 'revoke'>();
  const revoke = useChange((api) => api.send('DELETE', `/v1/api-keys/${apiKey.id}`));
  const close = () => setQuestion(undefined);
  // An operator's key is an operator's business.
  if (apiKey.role === 'operator' && me.role !== 'operator') return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={32} aria-label={words.actions(apiKey.name)}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setQuestion('rotate')}>{words.rotate}</Menu.Item>
          <Menu.Item c="var(--mantine-color-error)" onClick={() => setQuestion('revoke')}>
            {words.revoke}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {question === 'rotate' && (
        <RotateKeyDialog apiKey={apiKey} isYours={isYours} onClose={close} onRotated={onRotated} />
      )}
      {question === 'revoke' && (
        <Confirm
          title={words.revoke}
          text={`${words.revokeAsk(apiKey.name)} ${isYours ? words.revokeYours : ''}`.trim()}
          action={words.revoke}
          isDangerous
          onConfirm={() => revoke.mutate()}
          onClose={close}
        />
      )}
    </>
  );
}
