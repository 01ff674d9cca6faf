import { Button, Card, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiClient, ApiFailure } from '../api/api.client';
import type { Me } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { LanguageSelect, ThemeToggle } from '../shell/preferences';
import { Centered } from '../ui/centered';
import { Logo } from '../ui/icons';

interface SignInProps {
  /** The key of this tab was let in before, and is not any more. */
  readonly wasRefused: boolean;
  readonly onSignedIn: (key: string, me: Me) => void;
}

export function SignIn({ wasRefused, onSignedIn }: SignInProps) {
  const words = useWords();
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState(wasRefused ? words.signIn.refused : '');
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const me = await new ApiClient(key.trim()).get<Me>('/v1/me');
      if (me.role === 'producer') setProblem(words.signIn.producer);
      else onSignedIn(key.trim(), me);
    } catch (error) {
      setProblem(messageOf(error, words.signIn.refused, words.common.unreachable));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Centered>
      <Card component="main" w="100%" maw={440} p="xl" shadow="sm">
        <form onSubmit={(event) => void submit(event)}>
          <Stack gap="lg">
            <Stack gap={6}>
              <Logo size={40} />
              <Title order={1} size="h2" mt="xs">
                {words.signIn.title}
              </Title>
              <Text c="dimmed">{words.signIn.intro}</Text>
            </Stack>
            <PasswordInput
              label={words.signIn.key}
              description={words.signIn.keyHint}
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              autoComplete="off"
              autoFocus
              required
              size="md"
              error={problem !== '' && problem}
            />
            <Button type="submit" size="md" loading={isBusy} disabled={key.trim() === ''}>
              {words.signIn.submit}
            </Button>
            <Text size="sm" c="dimmed">
              <Text span inherit fw={600}>
                {words.signIn.where}
              </Text>{' '}
              {words.signIn.whereText}
            </Text>
          </Stack>
        </form>
      </Card>
      <Group mt="md" justify="center">
        <LanguageSelect />
        <ThemeToggle />
      </Group>
    </Centered>
  );
}

function messageOf(error: unknown, refused: string, unreachable: string): string {
  if (!(error instanceof ApiFailure) || error.status === 0) return unreachable;
  return error.status === 401 ? refused : error.message;
}
