import { describe, expect, it } from 'vitest';
import { isEventType } from '#domain';
import { bodyOf, exampleDelivery, requestOf } from '../dialect.fixture.js';
import { odontology } from './odontology.dialect.js';

/** Of the body below with the whole secret as the key, made with Python's hmac. */
const SIGNATURE = '861bcce1152e22f416cc2a1348f80374f90815ac53cda6f370e4ea787bd03bd9';
const SECRET = 'whsec_abc123xyz';
const BODY =
  '{"event":"payment.received","timestamp":"2026-03-07T15:30:00.000Z","data":{"payment_id":123,"amount":500.00}}';

describe('odontology', () => {
  it('writes the body as the page shows it, and signs it in plain hex', () => {
    const data = Buffer.from('{"payment_id":123,"amount":500.00}');
    const { event, ...delivery } = exampleDelivery({ data, sentAtMs: Date.UTC(2026, 2, 7, 15, 30) });
    const payment = { ...event, type: 'payment.received' };
    const { body, headers } = requestOf(odontology, { ...delivery, event: payment }, [SECRET]);
    expect(body.toString()).toBe(BODY);
    expect(headers['X-Webhook-Signature']).toBe(SIGNATURE);
  });

  it('tells when each attempt is sent, in milliseconds', () => {
    const sentAt = [0, 61_042].map((waitedMs) => {
      const sentAtMs = Date.UTC(2026, 2, 7, 15, 30) + waitedMs;
      return bodyOf(requestOf(odontology, exampleDelivery({ sentAtMs }), [SECRET]).body).timestamp;
    });
    expect(sentAt).toEqual(['2026-03-07T15:30:00.000Z', '2026-03-07T15:31:01.042Z']);
  });

  it('makes secrets as the page does', () => {
    expect(odontology.makeSecret(Buffer.alloc(32, 0xab))).toBe(`whsec_${'ab'.repeat(32)}`);
  });

  it.each([
    [SECRET, true],
    ['abc123xyz', false],
    ['whsec_', false],
    ['whsec_abc123xyz\n', false],
    [`whsec_${'a'.repeat(94)}`, true],
    [`whsec_${'a'.repeat(95)}`, false],
  ])('judges a secret (%#)', (secret, fits) => {
    expect(odontology.secretProblem(secret) === undefined).toBe(fits);
  });

  it('knows the events of the page', () => {
    expect(odontology.catalogue.map(({ type }) => type)).toEqual([
      'patient.registered',
      'patient.updated',
      'patient.status_changed',
      'appointment.scheduled',
      'appointment.confirmed',
      'appointment.completed',
      'appointment.cancelled',
      'payment.received',
      'payment.refunded',
      'budget.created',
      'budget.approved',
      'medical_record.created',
      'consent.signed',
      'reminder.sent',
      'inventory.low_stock',
    ]);
    expect(odontology.catalogue.every(({ type }) => isEventType(type))).toBe(true);
  });
});
