import { describe, expect, it } from 'vitest';
import { deliveryOf, exampleDelivery } from '../dialect.fixture.js';
import { standard } from './standard.dialect.js';

const KEYS = [1, 2].map((byte) => standard.signingKey(standard.makeSecret(Buffer.alloc(32, byte))));

describe('standard', () => {
  it('writes type, time and the bytes of the data', () => {
    expect(standard.envelope(deliveryOf(' [ 1.00 ]\n'), KEYS).toString()).toBe(
      '{"type":"patient.created","timestamp":"2023-12-01T10:30:00Z","data": [ 1.00 ]\n}',
    );
  });

  it('keeps its id over attempts, while the time and the signature are of the attempt', () => {
    const [first, second] = [0, 5000].map((laterMs) => {
      const delivery = exampleDelivery({ sentAtMs: exampleDelivery().sentAtMs + laterMs });
      return standard.headers(delivery, standard.envelope(delivery, KEYS), KEYS);
    });
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(Number(second?.['webhook-timestamp']) - Number(first?.['webhook-timestamp'])).toBe(5);
    expect(second?.['webhook-signature']).not.toBe(first?.['webhook-signature']);
  });

  it('lists one signature per active secret, newest first', () => {
    const delivery = exampleDelivery();
    const body = standard.envelope(delivery, KEYS);
    const signed = (keys: typeof KEYS) => standard.headers(delivery, body, keys)['webhook-signature'];
    expect(signed(KEYS)).toBe(KEYS.map((key) => signed([key])).join(' '));
  });

  it('takes only secrets in the form of the specification', () => {
    expect(standard.secretProblem('webhook-secret-key')).toBe('it must start with whsec_');
    expect(standard.secretProblem('whsec_abc')).toMatch(/base64/);
  });
});
