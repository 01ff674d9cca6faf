import { Group, Progress, Stack, Text } from '@mantine/core';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { Loading } from '../ui/loading';
import { Problem } from '../ui/problem';
import type { Asked } from './recovery.progress';
import { type RecoveryScope, useProgress } from './recovery.queries';

/** What became of the deliveries that were asked for, until none of them waits. */
export function ProgressView({ asked, scope }: { readonly asked: Asked; readonly scope: RecoveryScope }) {
  const words = useWords().recovery;
  const formats = useFormats();
  const progress = useProgress(asked, scope);
  if (progress.error) return <Problem error={progress.error} onRetry={() => void progress.refetch()} />;
  if (!progress.data) return <Loading lines={1} />;
  const { waiting, delivered, failed, isCutOff } = progress.data;
  const share = (count: number) => (asked.count === 0 ? 100 : (count * 100) / asked.count);
  const ended = delivered + failed;
  return (
    <Stack gap="sm">
      <Progress.Root size="lg">
        <Progress.Section value={share(delivered)} color="teal.7" aria-label={words.delivered} />
        <Progress.Section value={share(failed)} color="red.7" aria-label={words.failed} />
      </Progress.Root>
      <Text fw={600} role="status">
        {waiting === 0 ? words.done(asked.count) : words.underWay(ended, asked.count)}
      </Text>
      <Group gap="lg">
        <Text size="sm">
          {words.delivered}: {formats.number(delivered)}
        </Text>
        <Text size="sm" {...(failed > 0 && { c: 'var(--mantine-color-error)' })}>
          {words.failed}: {formats.number(failed)}
        </Text>
        <Text size="sm">
          {words.waiting}: {isCutOff && words.atLeast} {formats.number(waiting)}
        </Text>
      </Group>
      {waiting > 0 && (
        <Text size="xs" c="dimmed">
          {words.goesOn}
        </Text>
      )}
    </Stack>
  );
}
