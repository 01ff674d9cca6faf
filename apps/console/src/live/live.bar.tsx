import { Badge, Button, Group, Text } from '@mantine/core';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import type { Live, LiveState } from './live.hook';

const COLORS: Readonly<Record<LiveState['kind'], string>> = {
  open: 'teal',
  connecting: 'blue',
  paused: 'gray',
  hidden: 'gray',
  away: 'red',
};

interface LiveBarProps {
  readonly live: Live;
  /** What there is to say while all of it is shown. */
  readonly text?: string;
}

/** Says plainly what one sees: everything, a part, or nothing new. */
export function LiveBar({ live, text = '' }: LiveBarProps) {
  const words = useWords().live;
  const formats = useFormats();
  const { state, pace, isPaused, pause } = live;
  return (
    <Group justify="space-between" gap="xs" mih={30}>
      <Group gap="xs">
        <Badge color={COLORS[state.kind]} role="status">
          {words.states[state.kind]}
        </Badge>
        <Text size="sm" c="dimmed">
          {textOf(state, live, words, formats.number) || text}
        </Text>
      </Group>
      <Group gap="md">
        {state.kind === 'open' && pace.perSecond > 0 && (
          <Text size="sm" data-testid="pace">
            {words.pace(formats.number(Math.round(pace.perSecond * 10) / 10))}
          </Text>
        )}
        <Button size="compact-sm" variant="default" aria-pressed={isPaused} onClick={() => pause(!isPaused)}>
          {isPaused ? words.resume : words.pause}
        </Button>
      </Group>
    </Group>
  );
}

function textOf(
  state: LiveState,
  { pace }: Live,
  words: ReturnType<typeof useWords>['live'],
  number: (value: number) => string,
): string {
  if (state.kind === 'away') {
    if (state.retryAtMs === undefined) return words.refused;
    return words.away(number(Math.max(1, Math.round((state.retryAtMs - Date.now()) / 1_000))));
  }
  if (state.kind === 'open') return pace.isSampled ? words.sampled : '';
  return state.kind === 'paused' ? words.paused : '';
}
