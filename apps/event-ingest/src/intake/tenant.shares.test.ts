import { expect, it } from 'vitest';
import { TenantShares } from './tenant.shares.js';

/** How often a tenant may take ten bytes until it is refused. */
function tensTakenBy(tenantId: string, shares: TenantShares): number {
  for (let count = 0; ; count += 1) if (!shares.take(tenantId, 10)) return count;
}

it('a tenant alone may hold half, a second one half of the rest, and there is always some left', () => {
  const shares = new TenantShares(1_000);
  expect(tensTakenBy('a', shares)).toBe(50);
  expect(tensTakenBy('b', shares)).toBe(25);
  expect(tensTakenBy('c', shares)).toBe(13);
});

it('a tenant that holds nothing may take any amount, and no more beside it', () => {
  const shares = new TenantShares(1_000);
  expect(shares.take('a', 5_000)).toBeDefined();
  expect(shares.take('a', 1)).toBeUndefined();
  expect(shares.take('b', 1)).toBeDefined();
});

it('what is given back may be taken again, by whoever it is', () => {
  const shares = new TenantShares(1_000);
  const giveBack = shares.take('a', 900);
  expect(tensTakenBy('b', shares)).toBe(5);
  giveBack?.();
  expect(tensTakenBy('b', shares)).toBe(45);
  expect(shares.take('a', 10)).toBeDefined();
});
