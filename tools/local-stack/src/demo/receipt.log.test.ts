import { expect, it } from 'vitest';
import { ReceiptLog } from './receipt.log.js';

it('remembers no more than the last 1,000 receipts', () => {
  const log = new ReceiptLog();
  for (let i = 0; i < 5_500; i += 1) log.add({ path: '/standard', receivedAtMs: i, verified: true, bytes: 1 });
  const { next, receipts } = log.since(0);
  expect(next).toBe(5_500);
  expect(receipts).toHaveLength(1_000);
  expect(receipts[0]?.sequence).toBe(4_501);
});
