import { ActionIcon, AppShell, Badge, Burger, Group, NavLink, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { ErrorBoundary } from '../ui/error.boundary';
import { Icon, type IconName, Logo } from '../ui/icons';
import { Loading } from '../ui/loading';
import { LanguageSelect, ThemeToggle } from './preferences';

const PAGES = [
  { path: '/', name: 'overview', icon: 'overview' },
  { path: '/console/webhooks', name: 'webhooks', icon: 'webhook' },
  { path: '/console/deliveries', name: 'deliveries', icon: 'deliveries' },
  { path: '/console/events', name: 'events', icon: 'events' },
  { path: '/console/event-types', name: 'catalogue', icon: 'catalogue' },
  { path: '/console/alerts', name: 'alerts', icon: 'alert' },
  { path: '/console/settings', name: 'settings', icon: 'settings' },
] as const satisfies readonly { path: string; name: string; icon: IconName }[];

/** The frame of every page: where to go, who one is, and how it looks. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const words = useWords();
  const [path] = useLocation();
  const [isOpen, { toggle, close }] = useDisclosure();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // Whoever follows a link with a screen reader goes on reading at the top of the new page.
  useEffect(() => {
    if (!first.current) main.current?.focus();
    first.current = false;
    close();
    window.scrollTo(0, 0);
  }, [path, close]);

  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className="skip-link" href="#content">
        {words.nav.skip}
      </a>
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="md" justify="space-between">
          <Brand />
          <Burger opened={isOpen} onClick={toggle} size="sm" aria-label={words.nav.menu} aria-expanded={isOpen} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md">
        <Navigation path={path} onClose={close} isOpen={isOpen} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} ref={main}>
        <Stack maw={1240} mx="auto" gap="lg">
          <ErrorBoundary at={path}>
            <Suspense fallback={<Loading />}>{children}</Suspense>
          </ErrorBoundary>
        </Stack>
      </AppShell.Main>
    </AppShell>
  );
}

function Navigation(props: { readonly path: string; readonly isOpen: boolean; readonly onClose: () => void }) {
  const words = useWords();
  return (
    <>
      <Group justify="space-between" mb="lg">
        <Brand />
        {props.isOpen && (
          <Burger opened hiddenFrom="sm" size="sm" onClick={props.onClose} aria-label={words.nav.menu} />
        )}
      </Group>
      <Stack component="nav" aria-label={words.nav.label} gap={4} flex={1}>
        {PAGES.map(({ path, name, icon }) => {
          const isHere = path === '/' ? props.path === '/' : props.path.startsWith(path);
          return (
            <NavLink
              key={path}
              component={Link}
              href={path}
              label={words.nav[name]}
              leftSection={<Icon name={icon} />}
              active={isHere}
              aria-current={isHere ? 'page' : undefined}
              fw={isHere ? 600 : 500}
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
            />
          );
        })}
        <NavLink
          component="a"
          href="/docs"
          target="_blank"
          rel="noreferrer"
          label={words.nav.api}
          leftSection={<Icon name="book" />}
          fw={500}
          style={{ borderRadius: 'var(--mantine-radius-md)' }}
        />
      </Stack>
      <Who />
    </>
  );
}

function Brand() {
  return (
    <Group gap={10}>
      <Logo />
      <Text fw={700} size="lg" lts={-0.3}>
        Carehook
      </Text>
    </Group>
  );
}

function Who() {
  const words = useWords();
  const { me, canChange, signOut } = useSession();
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2} miw={0}>
          <Text size="sm" fw={600} truncate title={me.tenant.name}>
            {me.tenant.name}
          </Text>
          <Text size="xs" c="dimmed" truncate title={me.key.name}>
            {words.role[me.role]} · {me.key.name}
          </Text>
          {!canChange && (
            <Badge size="sm" color="gray" mt={2}>
              {words.nav.readOnly}
            </Badge>
          )}
        </Stack>
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={signOut}
          aria-label={words.nav.signOut}
          title={words.nav.signOut}
        >
          <Icon name="out" />
        </ActionIcon>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <LanguageSelect />
        <ThemeToggle />
      </Group>
    </Stack>
  );
}
