import { describe, expect, it } from 'vitest';
import { localTextOf, momentOf } from './local-time';

describe('a moment in a field of the browser', () => {
  it('is the same when it comes back, to the second', () => {
    expect(momentOf(localTextOf('2026-03-07T15:30:59.000Z'))).toBe('2026-03-07T15:30:59.000Z');
    expect(momentOf(localTextOf('2026-07-07T00:00:00.000Z'))).toBe('2026-07-07T00:00:00.000Z');
  });

  it('is none where nothing was chosen', () => {
    expect(localTextOf('')).toBe('');
    expect(momentOf('')).toBe('');
    expect(momentOf('soon')).toBe('');
  });
});
