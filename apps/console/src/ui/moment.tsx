import { Text } from '@mantine/core';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { useClock } from './clock';

/** How long ago something was; the exact moment is its tooltip. */
export function Moment({ at }: { readonly at: string | null }) {
  const words = useWords();
  const formats = useFormats();
  useClock();
  if (at === null) return <>{words.common.never}</>;
  return (
    <Text component="time" dateTime={at} title={formats.full(at)} inherit style={{ whiteSpace: 'nowrap' }}>
      {formats.ago(at)}
    </Text>
  );
}
