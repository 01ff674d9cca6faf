import { describe, expect, it } from 'vitest';
import { RestartBackoff } from './restart.backoff.js';

describe('RestartBackoff', () => {
  it('starts again at once, then after growing waits that stay below two seconds', () => {
    const backoff = new RestartBackoff();
    const waits = Array.from({ length: 8 }, () => backoff.nextWaitMs(100));
    expect(waits).toEqual([0, 250, 500, 1_000, 1_500, 1_500, 1_500, 1_500]);
  });

  it('forgets earlier deaths of a process that has lived', () => {
    const backoff = new RestartBackoff();
    backoff.nextWaitMs(100);
    backoff.nextWaitMs(100);
    expect(backoff.nextWaitMs(10_000)).toBe(0);
  });
});
