import { Stack, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { PageTitle } from '../ui/page-title';

const TABS = [
  { tab: 'general', path: '/console/settings', roles: ['operator', 'admin', 'viewer'] },
  { tab: 'keys', path: '/console/settings/api-keys', roles: ['operator', 'admin'] },
  { tab: 'audit', path: '/console/settings/audit-log', roles: ['operator', 'admin'] },
  { tab: 'tenants', path: '/console/settings/tenants', roles: ['operator'] },
] as const;
export type SettingsTab = (typeof TABS)[number]['tab'];

interface SettingsFrameProps {
  readonly tab: SettingsTab;
  readonly title: string;
  readonly intro?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Around each page of the settings: the way to the others that this key may read. */
export function SettingsFrame({ tab, title, intro, actions, children }: SettingsFrameProps) {
  const words = useWords().settings;
  const { me } = useSession();
  const [, navigate] = useLocation();
  const shown = TABS.filter(({ roles }) => (roles as readonly string[]).includes(me.role));
  return (
    <>
      <PageTitle title={title} {...(intro !== undefined && { intro })} actions={actions} />
      <Tabs
        value={tab}
        onChange={(value) => navigate(TABS.find((each) => each.tab === value)?.path ?? '/console/settings')}
      >
        <Tabs.List aria-label={words.title} {...(shown.length === 1 && { display: 'none' })}>
          {shown.map((each) => (
            <Tabs.Tab key={each.tab} value={each.tab}>
              {words.tabs[each.tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map((each) => (
          <Tabs.Panel key={each.tab} value={each.tab} pt="lg">
            {each.tab === tab && <Stack gap="lg">{children}</Stack>}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
