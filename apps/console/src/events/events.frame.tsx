import { Stack, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../i18n/language.context';
import { PageTitle } from '../ui/page-title';

const PATHS = { events: '/console/events', rejected: '/console/events/rejected' } as const;
const TABS = ['events', 'rejected'] as const satisfies readonly (keyof typeof PATHS)[];

interface EventsFrameProps {
  readonly tab: keyof typeof PATHS;
  readonly intro: string;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

/** Around what came in and what could not: the way from one to the other. */
export function EventsFrame({ tab, intro, actions, children }: EventsFrameProps) {
  const words = useWords();
  const [, navigate] = useLocation();
  return (
    <>
      <PageTitle title={words[tab].title} intro={intro} actions={actions} />
      <Tabs value={tab} onChange={(value) => navigate(value === 'rejected' ? PATHS.rejected : PATHS.events)}>
        <Tabs.List aria-label={words.nav.events}>
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {words[each].title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((each) => (
          <Tabs.Panel key={each} value={each} pt="lg">
            {each === tab && <Stack gap="lg">{children}</Stack>}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
