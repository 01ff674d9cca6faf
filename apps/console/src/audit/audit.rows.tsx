import { Anchor, Badge, Button, Card, Code, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { AuditRow } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { CodeBox } from '../ui/code';
import { Dialog } from '../ui/dialog';
import { Facts } from '../ui/facts';
import { Moment } from '../ui/moment';

interface AuditRowsProps {
  readonly rows: readonly AuditRow[];
  /** Somebody wants to see what this key did. */
  readonly onActor: (keyId: string) => void;
}

export function AuditRows({ rows, onActor }: AuditRowsProps) {
  const words = useWords().audit;
  const [shown, setShown] = useState<AuditRow>();
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.action}</Table.Th>
            <Table.Th visibleFrom="sm">{words.actor}</Table.Th>
            <Table.Th visibleFrom="md">{words.object}</Table.Th>
            <Table.Th visibleFrom="xs">{words.at}</Table.Th>
            <Table.Th aria-label={words.details} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.sequence}>
              <Table.Td className="break-anywhere">
                <Text inherit fw={600} span>
                  {row.action}
                </Text>{' '}
                <AnswerBadge status={row.status} />
                <Text size="xs" c="dimmed" hiddenFrom="sm">
                  {row.actor.name}
                </Text>
                <Text size="xs" c="dimmed" hiddenFrom="xs">
                  <Moment at={row.at} />
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm" className="break-anywhere">
                <Actor actor={row.actor} onActor={onActor} />
              </Table.Td>
              <Table.Td visibleFrom="md" className="break-anywhere">
                {row.object ? <Code>{row.object.id ?? row.object.type}</Code> : '–'}
              </Table.Td>
              <Table.Td visibleFrom="xs">
                <Moment at={row.at} />
              </Table.Td>
              <Table.Td ta="right">
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`${words.details}: ${words.sequence(row.sequence)}`}
                  onClick={() => setShown(row)}
                >
                  {words.details}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {shown && <AuditDetails row={shown} onClose={() => setShown(undefined)} />}
    </Card>
  );
}

function Actor({ actor, onActor }: Pick<AuditRow, 'actor'> & Pick<AuditRowsProps, 'onActor'>) {
  const words = useWords().audit;
  const { keyId, name } = actor;
  if (keyId === null) return <>{`${words.system} (${name})`}</>;
  return (
    <Anchor component="button" type="button" inherit ta="left" onClick={() => onActor(keyId)}>
      {name}
    </Anchor>
  );
}

/** Only what was refused, or broke. */
function AnswerBadge({ status }: Pick<AuditRow, 'status'>) {
  if (status === null || status < 400) return null;
  return (
    <Badge color="red" size="sm">
      {status}
    </Badge>
  );
}

function AuditDetails({ row, onClose }: { readonly row: AuditRow; readonly onClose: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const { actor, object, before, after } = row;
  return (
    <Dialog title={`${words.audit.sequence(row.sequence)}: ${row.action}`} size="xl" onClose={onClose}>
      <Stack>
        <Facts
          facts={[
            [words.audit.at, formats.full(row.at)],
            [
              words.audit.actor,
              actor.role === 'system' ? words.audit.system : `${actor.name} (${words.role[actor.role]})`,
            ],
            [words.audit.address, row.ip ?? '–'],
            [words.audit.object, object ? `${object.type} ${object.id ?? ''}` : '–'],
            [words.audit.status, row.status ?? '–'],
          ]}
        />
        {before === null && after === null && <Text c="dimmed">{words.audit.nothing}</Text>}
        {before !== null && <CodeBox label={words.audit.before} text={JSON.stringify(before, null, 2)} />}
        {after !== null && <CodeBox label={words.audit.after} text={JSON.stringify(after, null, 2)} />}
      </Stack>
    </Dialog>
  );
}
