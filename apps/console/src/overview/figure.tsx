import { Anchor, Card, Text } from '@mantine/core';
import { Link } from 'wouter';

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly hint?: string;
  /** Where the deliveries behind the number are. */
  readonly href?: string;
  readonly tone?: 'plain' | 'bad';
}

export function Figure({ name, value, hint, href, tone = 'plain' }: FigureProps) {
  return (
    <Card p="md">
      <Text size="sm" c="dimmed">
        {href ? (
          <Anchor component={Link} href={href} inherit c="inherit" underline="always">
            {name}
          </Anchor>
        ) : (
          name
        )}
      </Text>
      <Text fz={26} fw={700} lh={1.3} {...(tone === 'bad' && { c: 'var(--mantine-color-error)' })}>
        {value}
      </Text>
      <Text size="xs" c="dimmed" mih={18}>
        {hint}
      </Text>
    </Card>
  );
}
