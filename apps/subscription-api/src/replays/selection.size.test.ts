import { describe, expect, it } from 'vitest';
import { dueAtMs, MAX_SELECTED, refuseTooMany } from './selection.size.js';

describe('what one call may ask for', () => {
  it('is up to 100,000 deliveries', () => {
    expect(() => refuseTooMany(MAX_SELECTED, 'from')).not.toThrow();
  });

  it('is refused beyond that, at the field that begins the span', () => {
    const tooMany = expect.objectContaining({
      code: 'VALIDATION_FAILED',
      details: [{ field: 'since', reason: 'selects more than 100,000 deliveries: narrow the span' }],
    });
    expect(() => refuseTooMany(MAX_SELECTED + 1, 'since')).toThrow(tooMany);
  });
});

it('so many are due a second, the first at once', () => {
  const due = Array.from({ length: 7 }, (_, index) => dueAtMs(1_000, index, 3));
  expect(due).toEqual([1_000, 1_333, 1_666, 2_000, 2_333, 2_666, 3_000]);
});
