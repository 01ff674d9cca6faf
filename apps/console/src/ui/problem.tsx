import { Alert, Button, Stack, Text } from '@mantine/core';
import { ApiFailure } from '../api/api.client';
import type { Dictionary } from '../i18n/en';
import { useWords } from '../i18n/language.context';
import { Icon } from './icons';

/** What went wrong, in the API's words, and a way to try again. */
export function Problem({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const words = useWords();
  return (
    <Alert color="red" variant="light" icon={<Icon name="alert" />} title={words.common.failed} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{problemText(error, words)}</Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {words.common.retry}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function problemText(error: unknown, words: Dictionary): string {
  if (!(error instanceof ApiFailure)) return String(error);
  if (error.status === 0) return words.common.unreachable;
  return error.status === 404 ? words.common.notFound : error.message;
}
