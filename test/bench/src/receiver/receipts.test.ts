import { expect, it } from 'vitest';
import { Receipts } from './receipts.js';

it('is complete when every event came as often as it was to, and stamps it then', () => {
  const receipts = new Receipts();
  receipts.expect({ first: 100, count: 2, times: [2] });
  receipts.note(100, 1);
  receipts.note(101, 2);
  receipts.note(100, 3);
  expect(receipts.isComplete).toBe(false);
  expect(receipts.summary).toEqual({ complete: 1, missing: 1, receipts: 3, duplicates: 0, strays: 0 });
  receipts.note(101, 4);
  expect(receipts.isComplete).toBe(true);
  expect([...receipts.completedAtMs]).toEqual([3, 4]);
});

it('tells duplicates from strays of an earlier load, and leaves out whom nobody counts', () => {
  const receipts = new Receipts();
  receipts.expect({ first: 10, count: 4, times: [1, 0] });
  for (const n of [9, 10, 10, 11, 11, 12, 14, -1]) receipts.note(n, n);
  expect(receipts.summary).toEqual({ complete: 2, missing: 0, receipts: 2, duplicates: 1, strays: 3 });
});
