import { Button, Card, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { useTenantStats } from '../api/api.queries';
import type { TenantStats } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { PageTitle } from '../ui/page-title';
import { Problem } from '../ui/problem';
import { AlertsSection } from './alerts.section';
import { FigureGrid } from './figure.grid';

const LiveSection = lazy(() => import('./live.section'));
const HourlyChart = lazy(() => import('../ui/hourly.chart'));
const PERIODS = [24, 168, 720] as const;
type Period = (typeof PERIODS)[number];

export function OverviewPage() {
  const words = useWords();
  const [hours, setHours] = useState<Period>(24);
  const stats = useTenantStats(hours);
  return (
    <>
      <PageTitle
        title={words.overview.title}
        actions={
          <SegmentedControl
            aria-label={words.overview.period}
            value={String(hours)}
            onChange={(value) => setHours(Number(value) as Period)}
            data={PERIODS.map((each) => ({ value: String(each), label: words.overview.hours[each] }))}
          />
        }
      />
      {stats.error && <Problem error={stats.error} onRetry={() => void stats.refetch()} />}
      {stats.isPending ? <Loading /> : stats.data && <Figures stats={stats.data} hours={hours} />}
    </>
  );
}

function Figures({ stats, hours }: { readonly stats: TenantStats; readonly hours: Period }) {
  const words = useWords().overview;
  const label = hours === 24 ? words.chart : words.chartDays;
  if (stats.webhooks.total === 0 && stats.totals.requests === 0) return <FirstWebhook />;
  return (
    <>
      <AlertsSection />
      <Suspense fallback={<Loading lines={1} />}>
        <LiveSection />
      </Suspense>
      <FigureGrid stats={stats} period={words.hours[hours]} />
      <Card>
        <Title order={2} size="h4" mb="md">
          {label}
        </Title>
        {stats.totals.requests === 0 ? (
          <Text c="dimmed">{words.noRequests}</Text>
        ) : (
          <Suspense fallback={<Loading lines={4} />}>
            <HourlyChart hourly={stats.hourly} hours={hours} label={label} />
          </Suspense>
        )}
      </Card>
    </>
  );
}

function FirstWebhook() {
  const words = useWords();
  const { canChange } = useSession();
  return (
    <Empty icon="send" title={words.overview.first} text={words.overview.firstText}>
      <Stack mt="md">
        {canChange && (
          <Button component={Link} href="/console/webhooks/new" leftSection={<Icon name="plus" />}>
            {words.webhooks.create}
          </Button>
        )}
      </Stack>
    </Empty>
  );
}
