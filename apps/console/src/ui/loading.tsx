import { Skeleton, Stack } from '@mantine/core';
import { useWords } from '../i18n/language.context';

/** Where something is about to be. */
export function Loading({ lines = 4 }: { readonly lines?: number }) {
  const words = useWords();
  return (
    <Stack role="status" aria-label={words.common.loading} gap="sm">
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={52} radius="md" />
      ))}
    </Stack>
  );
}
