import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { Hour } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { bucketsOf } from './hour.buckets';

interface HourlyChartProps {
  readonly hourly: readonly Hour[];
  readonly hours: number;
  readonly label: string;
}

/** Requests that succeeded and that failed, by the hour of one day, else by the day. */
export default function HourlyChart({ hourly, hours, label }: HourlyChartProps) {
  const words = useWords();
  const formats = useFormats();
  const name = hours <= 24 ? formats.hour : formats.day;
  const data = bucketsOf(hourly, hours, Date.now()).map(({ at, succeeded, failed }) => ({
    at: name(new Date(at).toISOString()),
    [words.overview.succeeded]: succeeded,
    [words.overview.failed]: failed,
  }));
  return (
    <div role="img" aria-label={label}>
      <BarChart
        h={240}
        data={data}
        dataKey="at"
        type="stacked"
        series={[
          { name: words.overview.succeeded, color: 'teal.6' },
          { name: words.overview.failed, color: 'red.6' },
        ]}
        withLegend
        tickLine="none"
        gridAxis="x"
        yAxisProps={{ width: 36, allowDecimals: false }}
        barProps={{ isAnimationActive: false, maxBarSize: 28, radius: 2 }}
      />
    </div>
  );
}
