import { expect, it } from 'vitest';
import { Registry } from '#telemetry';
import { RecorderMetrics } from './recorder.metrics.js';

it('shows how many records a transaction wrote, how long it took and when the last one came through', async () => {
  const registry = new Registry();
  const metrics = new RecorderMetrics(registry);
  metrics.committed('outcomes', 240, 1_000, 1_500);
  metrics.committed('outcomes', 10, 2_000, 2_250);
  const lines = (await registry.metrics()).split('\n');
  expect(lines).toContain('carehook_recorder_batch_records_bucket{le="10",recorder="outcomes"} 1');
  expect(lines).toContain('carehook_recorder_batch_records_sum{recorder="outcomes"} 250');
  expect(lines).toContain('carehook_recorder_commit_seconds_sum{recorder="outcomes"} 0.75');
  expect(lines).toContain('carehook_recorder_last_commit_timestamp_seconds{recorder="outcomes"} 2.25');
});
