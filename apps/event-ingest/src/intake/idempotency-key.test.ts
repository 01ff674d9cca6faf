import { describe, expect, it } from 'vitest';
import { idempotencyKeyOf } from './idempotency-key.js';

describe('an Idempotency-Key', () => {
  it('need not be there', () => {
    expect(idempotencyKeyOf({})).toBeUndefined();
  });

  it.each(['k', '"8e03978e-40d5-43dd-bc93-6894a57f9324"', 'x'.repeat(255)])('may be %s', (key) => {
    expect(idempotencyKeyOf({ 'idempotency-key': key })).toBe(key);
  });

  it.each(['', 'x'.repeat(256), 'a b', 'é', 'one, another'])('may not be "%s"', (key) => {
    expect(() => idempotencyKeyOf({ 'idempotency-key': key })).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        details: [{ field: 'Idempotency-Key', reason: 'must be 1 to 255 visible ASCII characters' }],
      }),
    );
  });
});
