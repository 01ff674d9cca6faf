import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface PageTitleProps {
  readonly title: string;
  readonly intro?: ReactNode;
  /** Beside the title. */
  readonly badge?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageTitle({ title, intro, badge, actions }: PageTitleProps) {
  useEffect(() => {
    document.title = `${title} · Carehook`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" gap="md">
      <Stack gap={4} miw={0} flex="1 1 280px">
        <Group gap="sm">
          <Title order={1} size="h2" className="break-anywhere">
            {title}
          </Title>
          {badge}
        </Group>
        {typeof intro === 'string' ? <Text c="dimmed">{intro}</Text> : intro}
      </Stack>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
