import { describe, expect, it } from 'vitest';
import type { Delivery } from '../api/api.types';
import { emptyFeed, fed, type LiveDelivery, MAX_ROWS, paceOf, withLive } from './live.feed';

const row = (id: number, changes: Partial<LiveDelivery> = {}) =>
  ({ id: `d${id}`, attempt: 1, result: 'succeeded', status: 'delivered', acceptedAt: '', ...changes }) as LiveDelivery;
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => row(from + index));

describe('a live feed', () => {
  it('keeps the newest, newest first, and no more than are looked at', () => {
    let feed = emptyFeed(0);
    for (let from = 0; from < 300; from += 20) feed = fed(feed, rows(from, from + 20), 0, from);
    expect(feed.rows).toHaveLength(MAX_ROWS);
    expect(feed.rows[0]?.id).toBe('d299');
    expect(feed.rows.at(-1)?.id).toBe('d100');
    expect(paceOf(feed, 300).isSampled).toBe(false);
  });

  it('shows the newest of what is too much to read at once, counts all of it, and says so', () => {
    const feed = fed(emptyFeed(0), rows(0, 250), 0, 1_000);
    expect(feed.rows.map(({ id }) => id)).toEqual(
      rows(225, 250)
        .map(({ id }) => id)
        .reverse(),
    );
    expect(paceOf(feed, 1_000)).toMatchObject({ perSecond: 250, isSampled: true });
  });

  it('shows a delivery once, as its last attempt left it', () => {
    const feed = fed(emptyFeed(0), [row(1, { status: 'pending' }), row(2), row(1, { attempt: 2 })], 0, 0);
    expect(feed.rows.map(({ id, attempt }) => `${id} ${attempt}`)).toEqual(['d1 2', 'd2 1']);
  });

  it('is the same thing while nothing happens', () => {
    const feed = fed(emptyFeed(0), [row(1)], 0, 0);
    expect(fed(feed, [], 0, 250)).toBe(feed);
  });

  it('tells the pace of the last ten seconds, what was left out included', () => {
    const feed = fed(fed(emptyFeed(0), rows(0, 50), 950, 1_000), [row(1, { result: 'failed' })], 0, 2_000);
    expect(paceOf(feed, 2_000)).toEqual({ perSecond: 500.5, failedShare: 100 / 51, isSampled: true });
    expect(paceOf(fed(feed, [], 0, 20_000), 20_000)).toEqual({ perSecond: 0, failedShare: null, isSampled: false });
  });
});

describe('recorded deliveries with live ones', () => {
  const recorded = [{ id: 'd1', attempts: 1, status: 'pending' } as Delivery];

  it('stand as the newer of both says', () => {
    const live = [row(2), row(1, { attempt: 2, statusCode: 200 })];
    expect(withLive(recorded, live)).toMatchObject([
      { id: 'd2', status: 'delivered' },
      { id: 'd1', status: 'delivered', attempts: 2, lastStatusCode: 200 },
    ]);
  });

  it('are not set back by what came before they were read', () => {
    const delivered = [{ id: 'd1', attempts: 2, status: 'delivered' } as Delivery];
    expect(withLive(delivered, [row(1, { status: 'pending' })])).toEqual(delivered);
  });
});
