import { Button, CopyButton, Group, Text } from '@mantine/core';
import { useWords } from '../i18n/language.context';

interface CodeBoxProps {
  readonly text: string;
  readonly label: string;
  /** What is copied, where that is not the text as it is shown. */
  readonly exact?: string;
}

/** Text to be read and copied. It scrolls, and so can be reached with the keyboard. */
export function CodeBox({ text, label, exact }: CodeBoxProps) {
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <Copy text={exact ?? text} label={label} />
      </Group>
      <pre className="code" tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
    </div>
  );
}

export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const words = useWords();
  return (
    <CopyButton value={text} timeout={2_000}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="light" onClick={copy} aria-label={`${words.common.copy}: ${label}`}>
          <span aria-live="polite">{copied ? words.common.copied : words.common.copy}</span>
        </Button>
      )}
    </CopyButton>
  );
}
