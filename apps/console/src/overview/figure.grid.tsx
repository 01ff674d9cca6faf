import { SimpleGrid } from '@mantine/core';
import type { TenantStats, Totals } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { Figure } from './figure';

/** From here on counting has stopped. */
const MAX_COUNTED = 10_000;
const POOR_PERCENT = 90;

interface FigureGridProps {
  readonly stats: TenantStats;
  readonly period: string;
}

export function FigureGrid({ stats, period }: FigureGridProps) {
  const { overview } = useWords();
  const formats = useFormats();
  const { totals, webhooks, waiting, dead } = stats;
  const counted = (count: number) => `${formats.number(count)}${count >= MAX_COUNTED ? '+' : ''}`;
  return (
    <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="md">
      <Figure
        name={overview.delivered}
        value={formats.number(totals.delivered)}
        hint={period}
        href="/console/deliveries?status=delivered"
      />
      <Figure
        name={overview.successRate}
        value={totals.successRate === null ? '–' : formats.percent(totals.successRate)}
        hint={overview.ofRequests(totals.requests)}
        tone={totals.successRate !== null && totals.successRate < POOR_PERCENT ? 'bad' : 'plain'}
      />
      <LatencyFigure totals={totals} />
      <Figure
        name={overview.waiting}
        value={waiting === undefined ? '–' : counted(waiting)}
        hint={overview.waitingHint}
        href="/console/deliveries?status=pending"
      />
      <Figure
        name={overview.dead}
        value={counted(dead ?? totals.dead)}
        hint={dead === undefined ? overview.deadHint : overview.deadNow(formats.number(totals.dead))}
        href="/console/deliveries?status=dead"
        tone={(dead ?? totals.dead) > 0 ? 'bad' : 'plain'}
      />
      <Figure
        name={overview.active}
        value={formats.number(webhooks.active)}
        hint={overview.ofTotal(webhooks.total)}
        href="/console/webhooks"
      />
    </SimpleGrid>
  );
}

/** Half of the requests took no longer than the large number; their average where durations were not counted. */
function LatencyFigure({ totals }: { readonly totals: Totals }) {
  const { overview, common } = useWords();
  const { averageDurationMs, durationMs, timeouts } = totals;
  const ms = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : common.ms(Math.round(value));
  if (durationMs?.p50 === null || durationMs === undefined) {
    return (
      <Figure
        name={overview.latency}
        value={ms(averageDurationMs)}
        hint={timeouts > 0 ? overview.timeouts(timeouts) : overview.latencyHint}
      />
    );
  }
  return (
    <Figure
      name={overview.percentile}
      value={ms(durationMs.p50)}
      hint={overview.percentileHint(ms(durationMs.p95), ms(durationMs.p99))}
    />
  );
}
