import { describe, expect, it } from 'vitest';
import { cancelRefusal, retryRefusal } from './delivery.refusals.js';

describe('a retry by hand', () => {
  it.each(['dead', 'pending', 'queued'] as const)('is for a delivery that is %s', (status) => {
    expect(retryRefusal({ status, lastCode: 'timeout' })).toBeUndefined();
  });

  it.each(['delivered', 'cancelled'] as const)('points to a replay where the delivery was %s', (status) => {
    expect(retryRefusal({ status, lastCode: 'ok' })).toMatchObject({ status: 409 });
    expect(retryRefusal({ status, lastCode: 'ok' })?.message).toContain('replayed');
  });

  it('does not let a delivery go before those of its subject that it waits for', () => {
    expect(retryRefusal({ status: 'pending', lastCode: 'order_wait' })?.message).toContain('earlier ones');
  });
});

describe('a refused cancellation', () => {
  it('says where the delivery stands', () => {
    expect(cancelRefusal({ status: 'queued', lastCode: 'timeout' }).message).toContain('being sent');
    expect(cancelRefusal({ status: 'dead', lastCode: 'timeout' })).toMatchObject({ status: 409 });
    expect(cancelRefusal({ status: 'dead', lastCode: 'timeout' }).message).toContain('dead');
  });
});
