import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { useWords } from '../i18n/language.context';
import { Empty } from '../ui/empty';

export function NotFoundPage() {
  const words = useWords();
  return (
    <Empty title={words.common.notFound}>
      <Anchor component={Link} href="/">
        {words.common.home}
      </Anchor>
    </Empty>
  );
}
