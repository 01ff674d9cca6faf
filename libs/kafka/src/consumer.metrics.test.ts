import { expect, it } from 'vitest';
import { Registry } from '#telemetry';
import { showConsumers } from './consumer.metrics.js';
import type { ConsumerFigures } from './kafka.client.js';

const figures: ConsumerFigures = {
  group: 'carehook.sender',
  topic: 'deliveries',
  joined: true,
  lag: 12,
  openRecords: 5,
  openBytes: 640,
  oldestOpenMs: 1_000,
  retries: 3,
  maxOpenRecords: 20_000,
  maxOpenBytes: 67_108_864,
};

async function shown(rows: readonly ConsumerFigures[]): Promise<string[]> {
  const registry = new Registry();
  showConsumers(registry, [{ isConsuming: true, figures: () => rows }], () => 4_500);
  await registry.metrics();
  return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

it('shows for each group and topic how far it is behind, what it holds and may hold, and how often it tried again', async () => {
  const labels = '{group="carehook.sender",topic="deliveries"}';
  expect(await shown([figures])).toEqual([
    `carehook_consumer_joined${labels} 1`,
    `carehook_consumer_lag_records${labels} 12`,
    `carehook_consumer_open_records${labels} 5`,
    `carehook_consumer_open_bytes${labels} 640`,
    `carehook_consumer_open_records_limit${labels} 20000`,
    `carehook_consumer_open_bytes_limit${labels} 67108864`,
    `carehook_consumer_oldest_open_seconds${labels} 3.5`,
    `carehook_consumer_batch_retries_total${labels} 3`,
  ]);
});

it('shows who is out of its group', async () => {
  expect(await shown([{ ...figures, joined: false }])).toContain(
    'carehook_consumer_joined{group="carehook.sender",topic="deliveries"} 0',
  );
});

it('shows an age of nothing where nothing is open', async () => {
  expect(await shown([{ ...figures, oldestOpenMs: undefined }])).toContain(
    'carehook_consumer_oldest_open_seconds{group="carehook.sender",topic="deliveries"} 0',
  );
});
