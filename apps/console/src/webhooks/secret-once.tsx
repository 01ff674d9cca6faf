import { Alert, Group, Stack, Text } from '@mantine/core';
import { useWords } from '../i18n/language.context';
import { Copy } from '../ui/code';
import { Icon } from '../ui/icons';

export function SecretOnce({ secret }: { readonly secret: string }) {
  const words = useWords().secret;
  return (
    <Stack gap="sm">
      <Alert color="orange" icon={<Icon name="alert" />}>
        {words.once}
      </Alert>
      <Group justify="space-between">
        <Text fw={600} size="sm" id="secret-label">
          {words.label}
        </Text>
        <Copy text={secret} label={words.label} />
      </Group>
      <output className="code break-anywhere" aria-labelledby="secret-label" data-testid="secret">
        {secret}
      </output>
    </Stack>
  );
}
