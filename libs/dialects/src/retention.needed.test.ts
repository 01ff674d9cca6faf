import { expect, it } from 'vitest';
import { DIALECT_NAMES, dialectNamed } from './registry.js';
import { neededRetentionDays } from './retention.needed.js';

const webhook = (dialect: string, retryConfig = {}) => ({ dialect, retryConfig });

it('a tenant without webhooks needs its events for a day', () => {
  expect(neededRetentionDays([])).toBe(1);
});

it('the most patient webhook says how long events are needed: for the age of its deliveries and a day', () => {
  expect(neededRetentionDays([webhook('zarish-sphere')])).toBe(2);
  expect(neededRetentionDays([webhook('zarish-sphere'), webhook('medilab')])).toBe(4);
  expect(neededRetentionDays([webhook('standard')])).toBe(8);
  expect(neededRetentionDays([webhook('of a newer version')])).toBe(8);
});

it('no webhook of any dialect needs more than the nine days that the system keeps at least', () => {
  const most = DIALECT_NAMES.map((name) => {
    const { maxRetries, maxTimeoutMs } = dialectNamed(name).limits;
    return webhook(name, { maxRetries, timeout: maxTimeoutMs, retryDelay: 86_400_000 });
  });
  expect(neededRetentionDays(most)).toBeLessThanOrEqual(9);
});
