import { Badge, Button, Card, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../api/api.queries';
import type { DataKey, Page } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Confirm } from '../ui/confirm';
import { Moment } from '../ui/moment';

const MAX_SHOWN = 50;

interface DataKeysSectionProps {
  readonly tenantId: string;
  /** Only data that is sealed has keys to make. */
  readonly canMake: boolean;
}

/** The keys that seal an organisation's data; nothing where there never was one. */
export function DataKeysSection({ tenantId, canMake }: DataKeysSectionProps) {
  const words = useWords().tenant;
  const { api, canChange } = useSession();
  const path = `/v1/tenants/${tenantId}/data-keys`;
  const keys = useQuery({
    queryKey: ['data-keys', tenantId],
    queryFn: async () => (await api.get<Page<DataKey>>(path, { limit: MAX_SHOWN })).data,
  });
  const make = useChange((client) => client.send('POST', path));
  if (!keys.data || (keys.data.length === 0 && !canMake)) return null;
  return (
    <Card component="section">
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4">
          {words.dataKeys}
        </Title>
        {canChange && canMake && (
          <Button variant="default" size="xs" loading={make.isPending} onClick={() => make.mutate()}>
            {words.dataKeyMake}
          </Button>
        )}
      </Group>
      <Stack gap="xs">
        {keys.data.map((key) => (
          <DataKeyRow key={key.id} dataKey={key} path={path} />
        ))}
      </Stack>
    </Card>
  );
}

function DataKeyRow({ dataKey, path }: { readonly dataKey: DataKey; readonly path: string }) {
  const words = useWords().tenant;
  const { canChange } = useSession();
  const [isAsking, setAsking] = useState(false);
  const drop = useChange((api) => api.send('DELETE', `${path}/${dataKey.id}`, { confirm: 'erase' }));
  const state = dataKey.droppedAt !== null ? 'dataKeyDropped' : dataKey.seals ? 'dataKeySeals' : 'dataKeyReads';
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="sm" miw={0}>
        <Code className="break-anywhere">{dataKey.id}</Code>
        <Badge color={state === 'dataKeySeals' ? 'teal' : state === 'dataKeyReads' ? 'blue' : 'gray'}>
          {words[state]}
        </Badge>
        <Text size="xs" c="dimmed">
          <Moment at={dataKey.createdAt} />
        </Text>
      </Group>
      {canChange && state === 'dataKeyReads' && (
        <Button variant="subtle" color="red.8" size="compact-sm" onClick={() => setAsking(true)}>
          {words.dataKeyDrop}
        </Button>
      )}
      {isAsking && (
        <Confirm
          title={words.dataKeyDrop}
          text={words.dataKeyDropAsk}
          action={words.dataKeyErase}
          isDangerous
          onConfirm={() => drop.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </Group>
  );
}
