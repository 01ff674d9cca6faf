import { Anchor, Card, Group, NativeSelect, Stack, Title, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { version } from '../../../../package.json';
import type { Tenant } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { LanguageSelect } from '../shell/preferences';
import { DataKeysSection } from '../tenants/data-keys.section';
import { TenantSection } from '../tenants/tenant.section';
import { Facts } from '../ui/facts';
import { Loading } from '../ui/loading';
import { Problem } from '../ui/problem';
import { SettingsFrame } from './settings.frame';

/** Who one is, how the console looks, and what one's organisation chose. */
export default function SettingsPage() {
  const words = useWords();
  const { me, api } = useSession();
  const tenant = useQuery({
    queryKey: ['tenant', me.tenant.id],
    queryFn: () => api.get<Tenant>(`/v1/tenants/${me.tenant.id}`),
  });
  return (
    <SettingsFrame tab="general" title={words.settings.title}>
      <Section title={words.settings.who}>
        <Facts
          facts={[
            [words.settings.keyName, me.key.name],
            [words.settings.role, words.role[me.role]],
            [words.settings.tenant, `${me.tenant.name} (${me.tenant.id})`],
          ]}
        />
      </Section>
      {tenant.error && <Problem error={tenant.error} onRetry={() => void tenant.refetch()} />}
      {tenant.isPending && <Loading lines={2} />}
      {tenant.data && <TenantSection tenant={tenant.data} />}
      <DataKeysSection tenantId={me.tenant.id} canMake={tenant.data?.sealing === 'on'} />
      <Section title={words.settings.looks}>
        <Looks />
      </Section>
      <Section title={words.settings.about}>
        <Stack gap="md">
          <Facts facts={[[words.settings.version, version]]} />
          <Group gap="lg">
            <Outside href="/docs">{words.settings.docs}</Outside>
            <Outside href="/openapi.json">{words.settings.openapi}</Outside>
            <Outside href="/health/ready">{words.settings.health}</Outside>
          </Group>
        </Stack>
      </Section>
    </SettingsFrame>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card component="section">
      <Title order={2} size="h4" mb="md">
        {title}
      </Title>
      {children}
    </Card>
  );
}

function Outside({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" size="sm">
      {children}
    </Anchor>
  );
}

function Looks() {
  const words = useWords().settings;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Group align="flex-end">
      <LanguageSelect isLabelled />
      <NativeSelect
        label={words.theme}
        value={colorScheme}
        onChange={(event) => setColorScheme(event.currentTarget.value as typeof colorScheme)}
        data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: words.themes[value] }))}
      />
    </Group>
  );
}
