import { Card, Code, Table, Text } from '@mantine/core';
import { REJECTION_REASONS, type RejectedRecord } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { Moment } from '../ui/moment';

/** Each with its reason in words, and what to do about it. */
export function RejectedRows({ records }: { readonly records: readonly RejectedRecord[] }) {
  const words = useWords().rejected;
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.reason}</Table.Th>
            <Table.Th visibleFrom="md">{words.event}</Table.Th>
            <Table.Th visibleFrom="sm">{words.record}</Table.Th>
            <Table.Th ta="right">{words.at}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {records.map((record) => (
            <Table.Tr key={record.id}>
              <Table.Td className="break-anywhere">
                <Reason record={record} />
              </Table.Td>
              <Table.Td visibleFrom="md" className="break-anywhere">
                {record.eventType ?? '–'}
                <Text size="xs" c="dimmed">
                  {record.eventId ?? '–'}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm" className="break-anywhere">
                <Place record={record} />
              </Table.Td>
              <Table.Td ta="right">
                <Moment at={record.rejectedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function Reason({ record: { reason, detail } }: { readonly record: RejectedRecord }) {
  const words = useWords().rejected;
  const known = REJECTION_REASONS.find((each) => each === reason);
  return (
    <>
      <Text inherit fw={600}>
        {known ? words.reasons[known].means : reason}
      </Text>
      {detail !== '' && <Code>{detail}</Code>}
      {known && (
        <Text size="sm" c="dimmed">
          {words.reasons[known].todo}
        </Text>
      )}
    </>
  );
}

function Place({ record: { topic, partition, offset, sizeBytes } }: { readonly record: RejectedRecord }) {
  const words = useWords().rejected;
  const formats = useFormats();
  return (
    <>
      <Code>{topic}</Code>
      <Text size="xs" c="dimmed">
        {words.place(String(partition), String(offset))}
      </Text>
      <Text size="xs" c="dimmed">
        {words.size(formats.number(sizeBytes))}
      </Text>
    </>
  );
}
