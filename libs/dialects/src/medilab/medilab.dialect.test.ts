import { describe, expect, it } from 'vitest';
import { isEventType } from '#domain';
import { exampleDelivery, requestOf } from '../dialect.fixture.js';
import { medilab } from './medilab.dialect.js';

/** Of the body below, made with Python's hmac. */
const SIGNATURE = '479cd6ca0adb4a040fd8f578fe62215b65d6b45964da9ca4eb1b52c8bcfef79c';
const BODY =
  '{"event_type":"patient.created","event_data":{"patient":{"id":"patient-123","birthDate":"1985-06-15"}},' +
  '"webhook_id":"018c2503-0000-7000-8000-00000000a001","timestamp":"2023-12-01T10:31:02Z","attempt":2}';
const HOUR_MS = 3_600_000;

describe('medilab', () => {
  it('writes the body as the page shows it, and signs it with sha256=', () => {
    const { body, headers } = requestOf(medilab, exampleDelivery({ attempt: 2 }), ['webhook-secret-key']);
    expect(body.toString()).toBe(BODY);
    expect(headers['X-Webhook-Signature']).toBe(`sha256=${SIGNATURE}`);
  });

  it('dates each attempt by itself, in whole seconds of UTC', () => {
    const at = (sentAtMs: number) => {
      const { body } = requestOf(medilab, exampleDelivery({ sentAtMs }), []);
      return (JSON.parse(body.toString()) as { timestamp: string }).timestamp;
    };
    expect(at(Date.UTC(2024, 0, 15, 10, 30, 5))).toBe('2024-01-15T10:30:05Z');
    expect(at(Date.UTC(2024, 0, 15, 10, 30, 5, 999))).toBe('2024-01-15T10:30:05Z');
  });

  it('sends the same body and headers without a secret, but for the signature', () => {
    const signed = requestOf(medilab, exampleDelivery(), ['webhook-secret-key']);
    const unsigned = requestOf(medilab, exampleDelivery(), []);
    expect(unsigned.body.equals(signed.body)).toBe(true);
    expect(signed.headers).toEqual({ ...unsigned.headers, 'X-Webhook-Signature': expect.any(String) as string });
  });

  it('escapes what an event may bring along', () => {
    const delivery = exampleDelivery();
    const { body } = requestOf(medilab, { ...delivery, event: { ...delivery.event, type: 'a"\\' } }, []);
    expect((JSON.parse(body.toString()) as { event_type: string }).event_type).toBe('a"\\');
  });

  it('waits for at most 12 hours and an attempt for at most 300 s', () => {
    expect(medilab.retryDelaysMs({ maxRetries: 10, retryDelay: 23 * HOUR_MS })).toEqual([
      ...Array<number>(10).fill(12 * HOUR_MS),
    ]);
    expect(medilab.timeoutMs({ timeout: 301_000 })).toBe(300_000);
  });

  it.each([
    [{ maxRetries: 10 }, 72 * HOUR_MS],
    [{ maxRetries: 2, retryDelay: 23 * HOUR_MS }, 72 * HOUR_MS],
    [{ maxRetries: 10, retryDelay: 23 * HOUR_MS }, 120 * HOUR_MS + 11 * 30_000 + HOUR_MS],
    [{ maxRetries: 10, retryDelay: 23 * HOUR_MS, timeout: 300_000 }, 120 * HOUR_MS + 11 * 300_000 + HOUR_MS],
  ])('gives up with %j after %d ms', (config, maxAgeMs) => {
    expect(medilab.maxAgeMs(config)).toBe(maxAgeMs);
  });

  it.each(['department', 'patient_type', 'amount', 'notification_enabled'])(
    'has examples that hold the filter name %s at the top, so that it needs no alias',
    (name) => {
      expect(medilab.catalogue.some(({ example }) => Object.hasOwn(example as object, name))).toBe(true);
    },
  );

  it('has flat examples', () => {
    for (const { example } of medilab.catalogue) {
      expect(Object.values(example as object).filter((value) => typeof value === 'object')).toEqual([]);
    }
  });

  it('knows the 25 event types of the page', () => {
    expect(medilab.catalogue.map(({ type }) => type)).toEqual([
      'patient.created',
      'patient.updated',
      'patient.deleted',
      'appointment.created',
      'appointment.updated',
      'appointment.cancelled',
      'appointment.completed',
      'visit.created',
      'visit.updated',
      'visit.completed',
      'queue.entry_created',
      'queue.entry_updated',
      'queue.entry_called',
      'queue.entry_completed',
      'payment.created',
      'payment.completed',
      'payment.failed',
      'payment.refunded',
      'user.created',
      'user.updated',
      'user.deleted',
      'system.backup_completed',
      'system.backup_failed',
      'system.maintenance_start',
      'system.maintenance_end',
    ]);
    expect(medilab.catalogue.every(({ type }) => isEventType(type))).toBe(true);
  });
});
