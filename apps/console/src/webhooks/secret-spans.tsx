import { Code, List } from '@mantine/core';
import type { SecretSpan } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';

/** Which secrets sign, from when on and until when. */
export function SecretSpans({ secrets }: { readonly secrets: readonly SecretSpan[] }) {
  const words = useWords().rotation;
  const { full } = useFormats();
  return (
    <List size="sm">
      {secrets.map(({ hint, validFrom, validUntil }) => (
        <List.Item key={`${hint} ${validFrom}`}>
          <Code>…{hint}</Code> {spanText(validFrom && full(validFrom), validUntil && full(validUntil), words)}
        </List.Item>
      ))}
    </List>
  );
}

type SpanWords = Readonly<{
  always: string;
  from: (time: string) => string;
  until: (time: string) => string;
}>;

function spanText(from: string | null, until: string | null, words: SpanWords): string {
  const parts = [from === null ? undefined : words.from(from), until === null ? undefined : words.until(until)];
  return parts.filter(Boolean).join(', ') || words.always;
}
