import { Card } from '@mantine/core';
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
  const text = perSecond === 0 || failedShare === null ? words.none : words.failed(formats.percent(failedShare));
  return (
    <Card p="md" component="section" aria-label={words.title}>
      <LiveBar live={live} text={live.state.kind === 'open' ? text : ''} />
    </Card>
  );
}
