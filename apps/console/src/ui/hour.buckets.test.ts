import { expect, it } from 'vitest';
import type { Hour } from '../api/api.types';
import { bucketsOf } from './hour.buckets';

const NOW = Date.UTC(2026, 2, 7, 10, 30);
const hour = (hoursAgo: number, succeeded: number, failed: number) =>
  ({ hour: new Date(Date.UTC(2026, 2, 7, 10 - hoursAgo)).toISOString(), succeeded, failed }) as Hour;

it('a day has all its hours, quiet ones too, the present one last', () => {
  const buckets = bucketsOf([hour(0, 3, 1), hour(23, 5, 0)], 24, NOW);
  expect(buckets).toHaveLength(24);
  expect(buckets[0]).toMatchObject({ succeeded: 5, failed: 0 });
  expect(buckets[1]).toMatchObject({ succeeded: 0, failed: 0 });
  expect(buckets[23]).toEqual({ at: Date.UTC(2026, 2, 7, 10), succeeded: 3, failed: 1 });
});

it('more than a day is counted by days, and no request is lost', () => {
  const buckets = bucketsOf([hour(0, 1, 0), hour(23, 1, 0), hour(24, 0, 1), hour(167, 1, 1)], 168, NOW);
  expect(buckets.map(({ succeeded, failed }) => [succeeded, failed])).toEqual([
    [1, 1],
    ...Array.from({ length: 4 }, () => [0, 0]),
    [0, 1],
    [2, 0],
  ]);
});
