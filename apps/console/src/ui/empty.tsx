import { Card, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons';

interface EmptyProps {
  readonly title: string;
  readonly text?: string;
  readonly icon?: IconName;
  readonly children?: ReactNode;
}

/** Where a list has nothing to show: why, and what to do. */
export function Empty({ title, text, icon = 'search', children }: EmptyProps) {
  return (
    <Card py={48}>
      <Stack align="center" gap="xs" ta="center">
        <Text c="dimmed" span lh={0}>
          <Icon name={icon} size={32} />
        </Text>
        <Text fw={600}>{title}</Text>
        {text && (
          <Text c="dimmed" maw={480}>
            {text}
          </Text>
        )}
        {children}
      </Stack>
    </Card>
  );
}
