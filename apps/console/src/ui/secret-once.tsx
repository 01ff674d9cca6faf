import { Alert, Group, Stack, Text } from '@mantine/core';
import { Copy } from './code';
import { Icon } from './icons';

interface SecretOnceProps {
  readonly secret: string;
  readonly label: string;
  /** That it is shown this once, and where to keep it. */
  readonly hint: string;
}

/** A secret or a key that nobody can ask for again. */
export function SecretOnce({ secret, label, hint }: SecretOnceProps) {
  return (
    <Stack gap="sm">
      <Alert color="orange" icon={<Icon name="alert" />}>
        {hint}
      </Alert>
      <Group justify="space-between">
        <Text fw={600} size="sm" id="secret-label">
          {label}
        </Text>
        <Copy text={secret} label={label} />
      </Group>
      <output className="code break-anywhere" aria-labelledby="secret-label" data-testid="secret">
        {secret}
      </output>
    </Stack>
  );
}
