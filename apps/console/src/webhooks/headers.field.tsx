import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useWords } from '../i18n/language.context';
import { Icon } from '../ui/icons';
import type { FieldProps, HeaderDraft } from './webhook.draft';

export function HeadersField({ draft: { headers }, problems, set }: FieldProps) {
  const words = useWords().form;
  const change = (id: number, changed: Partial<HeaderDraft>) =>
    set(
      'headers',
      headers.map((header) => (header.id === id ? { ...header, ...changed } : header)),
    );
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {words.headersHint}
      </Text>
      {headers.map(({ id, name, value }) => (
        <Group key={id} gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={words.headerName}
            placeholder="X-Site"
            value={name}
            onChange={(event) => change(id, { name: event.currentTarget.value })}
          />
          <TextInput
            flex={2}
            aria-label={words.headerValue}
            value={value}
            onChange={(event) => change(id, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={words.headerRemove}
            onClick={() =>
              set(
                'headers',
                headers.filter((header) => header.id !== id),
              )
            }
          >
            <Icon name="trash" />
          </ActionIcon>
        </Group>
      ))}
      {problems.headers && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problems.headers}
        </Text>
      )}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() =>
            set('headers', [...headers, { id: Math.max(-1, ...headers.map(({ id }) => id)) + 1, name: '', value: '' }])
          }
        >
          {words.headerAdd}
        </Button>
      </Group>
    </Stack>
  );
}
