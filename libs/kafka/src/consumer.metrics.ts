import { Counter, Gauge, type Registry } from '#telemetry';
import type { ConsumerFigures, ConsumerState } from './kafka.client.js';

const LABELS = ['group', 'topic'] as const;

/** Shows how far this process's consumers have come with what they were assigned. Read when metrics are; costs nothing else. */
export function showConsumers(
  registry: Registry,
  consumers: Iterable<ConsumerState>,
  now: () => number = Date.now,
): void {
  const each = (show: (labels: Pick<ConsumerFigures, (typeof LABELS)[number]>, figures: ConsumerFigures) => void) => {
    for (const consumer of consumers) {
      for (const figures of consumer.figures()) show({ group: figures.group, topic: figures.topic }, figures);
    }
  };
  const gauge = (name: string, help: string, read: (figures: ConsumerFigures) => number) =>
    new Gauge({
      name,
      help,
      labelNames: LABELS,
      registers: [registry],
      collect() {
        each((labels, figures) => this.set(labels, read(figures)));
      },
    });
  gauge('carehook_consumer_joined', 'Whether it is a member of its group: 1 or 0', ({ joined }) => Number(joined));
  gauge('carehook_consumer_lag_records', 'Records not done, up to the end that the last fetch saw', ({ lag }) => lag);
  gauge('carehook_consumer_open_records', 'Records in memory and not done', ({ openRecords }) => openRecords);
  gauge('carehook_consumer_open_bytes', 'Bytes of the records in memory', ({ openBytes }) => openBytes);
  gauge('carehook_consumer_open_records_limit', 'Open records at which fetching pauses', (each) => each.maxOpenRecords);
  gauge('carehook_consumer_open_bytes_limit', 'Open bytes at which fetching pauses', (each) => each.maxOpenBytes);
  gauge('carehook_consumer_oldest_open_seconds', 'Age in Kafka of the record that has been open longest', (figures) =>
    figures.oldestOpenMs === undefined ? 0 : Math.max(0, now() - figures.oldestOpenMs) / 1_000,
  );
  new Counter({
    name: 'carehook_consumer_batch_retries_total',
    help: 'Batches that failed and were tried again',
    labelNames: LABELS,
    registers: [registry],
    collect() {
      this.reset();
      each((labels, { retries }) => this.inc(labels, retries));
    },
  });
}
