import { Card, SegmentedControl, Stack, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useWebhookStats } from '../api/api.queries';
import type { Health } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { Facts } from '../ui/facts';
import { Loading } from '../ui/loading';
import { Moment } from '../ui/moment';
import { Problem } from '../ui/problem';

const HourlyChart = lazy(() => import('../ui/hourly.chart'));
const PERIODS = [24, 168, 720] as const;

/** How a webhook does: its health, what waits, and its requests by the hour. */
export function WebhookStatsCard({ id }: { readonly id: string }) {
  const words = useWords();
  const formats = useFormats();
  const [hours, setHours] = useState<number>(24);
  const stats = useWebhookStats(id, hours);
  if (stats.error) return <Problem error={stats.error} onRetry={() => void stats.refetch()} />;
  if (!stats.data) return <Loading />;
  const { totals, health, waiting, hourly } = stats.data;
  return (
    <Card>
      <Stack gap="lg">
        <Facts
          facts={[
            [words.webhooks.health, <HealthText key="health" health={health} />],
            [words.webhooks.lastSuccess, <Moment key="success" at={health.lastSuccessAt} />],
            [words.webhooks.lastFailure, <Moment key="failure" at={health.lastFailureAt} />],
            [words.webhooks.lastAnswer, health.lastStatusCode ?? health.lastCode ?? words.common.none],
            [words.overview.waiting, formats.number(waiting)],
            [words.overview.successRate, totals.successRate === null ? '–' : formats.percent(totals.successRate)],
            [words.overview.delivered, formats.number(totals.delivered)],
            [words.overview.dead, formats.number(totals.dead)],
            [
              words.overview.latency,
              totals.averageDurationMs === null ? '–' : words.common.ms(totals.averageDurationMs),
            ],
          ]}
        />
        <SegmentedControl
          aria-label={words.overview.period}
          value={String(hours)}
          onChange={(value) => setHours(Number(value))}
          data={PERIODS.map((each) => ({ value: String(each), label: words.overview.hours[each] }))}
          style={{ alignSelf: 'flex-start' }}
        />
        {totals.requests === 0 ? (
          <Text c="dimmed">{words.overview.noRequests}</Text>
        ) : (
          <Suspense fallback={<Loading />}>
            <HourlyChart
              hourly={hourly}
              hours={hours}
              label={hours === 24 ? words.overview.chart : words.overview.chartDays}
            />
          </Suspense>
        )}
      </Stack>
    </Card>
  );
}

function HealthText({ health: { consecutiveFailures, lastAttemptAt } }: { readonly health: Health }) {
  const words = useWords().webhooks;
  if (lastAttemptAt === null) return <>{words.unknown}</>;
  return <>{consecutiveFailures === 0 ? words.healthy : words.failing(consecutiveFailures)}</>;
}
