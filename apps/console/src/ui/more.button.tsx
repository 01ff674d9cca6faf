import { Button, Group } from '@mantine/core';
import { useWords } from '../i18n/language.context';

interface MoreButtonProps {
  /** A list that is read page by page. */
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}

/** Goes on with a list; nothing where it is at its end. */
export function MoreButton({ list }: MoreButtonProps) {
  const words = useWords().common;
  if (!list.hasNextPage) return null;
  return (
    <Group justify="center">
      <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {words.more}
      </Button>
    </Group>
  );
}
