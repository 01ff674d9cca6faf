import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Histogram, LATENCY_BUCKETS_SECONDS, Registry } from '#telemetry';

const LABELS = ['recorder'] as const;
const BATCH_BUCKETS = [1, 5, 10, 25, 50, 100, 250, 500, 1_000];

/** What the recorders (`events`, `outcomes`, `rejected`) show of their transactions. */
@Injectable()
export class RecorderMetrics {
  private readonly records: Histogram<(typeof LABELS)[number]>;
  private readonly seconds: Histogram<(typeof LABELS)[number]>;
  private readonly lastCommit: Gauge<(typeof LABELS)[number]>;

  constructor(@Inject(Registry) registry: Registry) {
    const shared = { labelNames: LABELS, registers: [registry] };
    this.records = new Histogram({
      ...shared,
      name: 'carehook_recorder_batch_records',
      help: 'Records written by one transaction',
      buckets: BATCH_BUCKETS,
    });
    this.seconds = new Histogram({
      ...shared,
      name: 'carehook_recorder_commit_seconds',
      help: 'Duration of one transaction that came through',
      buckets: LATENCY_BUCKETS_SECONDS,
    });
    this.lastCommit = new Gauge({
      ...shared,
      name: 'carehook_recorder_last_commit_timestamp_seconds',
      help: 'When the last transaction came through, in Unix time; not there before the first',
    });
  }

  committed(recorder: string, records: number, startedAtMs: number, endedAtMs: number): void {
    this.records.observe({ recorder }, records);
    this.seconds.observe({ recorder }, Math.max(0, endedAtMs - startedAtMs) / 1_000);
    this.lastCommit.set({ recorder }, endedAtMs / 1_000);
  }
}
