import { Card, Group, Stack, Text } from '@mantine/core';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { LiveBar } from '../live/live.bar';
import { useLive } from '../live/live.hook';

/** What is being sent at this moment. */
export default function LiveSection() {
  const words = useWords().live;
  const formats = useFormats();
  const live = useLive();
  const { perSecond, failedShare } = live.pace;
  const [latest] = live.feed.rows;
  return (
    <Card p="md" component="section" aria-label={words.title}>
      <Stack gap={6}>
        <LiveBar live={live} />
        {live.state.kind === 'open' && (
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              {perSecond === 0 || failedShare === null ? words.none : words.failed(formats.percent(failedShare))}
              {latest && perSecond > 0 && ` · ${latest.eventType}`}
            </Text>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
