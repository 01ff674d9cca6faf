import { describe, expect, it } from 'vitest';
import { alertEvent, isAlertEvent } from './alert.event.js';
import { alertOf } from './alert.fixture.js';
import { ALERT_KINDS, type AlertClearing } from './alert.js';

const cleared = (clearedReason: AlertClearing) =>
  alertOf({ clearedAt: new Date(Date.UTC(2026, 2, 7, 11)), clearedReason });

describe('the event that tells of an alert', () => {
  it('has an id of its own for each change, the same whenever it is asked for', () => {
    expect(alertEvent(alertOf(), 'opened')?.attributes.id).toBe('alert_a1_opened');
    expect(alertEvent(cleared('recovered'), 'opened')?.attributes.id).toBe('alert_a1_opened');
    expect(alertEvent(cleared('recovered'), 'cleared')?.attributes.id).toBe('alert_a1_cleared');
  });

  it.each(ALERT_KINDS)('of kind %s is about the webhook, in its tenant', (kind) => {
    const event = alertEvent(alertOf({ kind }), 'opened');
    expect(event?.attributes).toMatchObject({ tenantId: 'clinic-a', source: 'carehook', subject: 'w1' });
    expect(event?.attributes).toMatchObject({ time: '2026-03-07T10:00:00.000Z' });
    expect(event && isAlertEvent(event.attributes)).toBe(true);
    expect(event?.data).toMatchObject({ id: 'a1', webhookId: 'w1', kind, status: 'open' });
  });

  it('is named by what happened', () => {
    const typeOf = (kind: (typeof ALERT_KINDS)[number]) => alertEvent(alertOf({ kind }), 'opened')?.attributes.type;
    expect(ALERT_KINDS.map(typeOf)).toEqual([
      'webhook.disabled',
      ...Array.from({ length: 5 }, () => 'webhook.failing'),
      'delivery.dead',
    ]);
  });

  it('shows an opening that is told late as it was', () => {
    const late = alertEvent(cleared('recovered'), 'opened');
    expect(late?.data).toMatchObject({ status: 'open', clearedAt: null, clearedReason: null });
    expect(late?.attributes.time).toBe('2026-03-07T10:00:00.000Z');
  });

  it.each(['recovered', 'enabled'] as const)('tells that it is over when it cleared as %s', (reason) => {
    const event = alertEvent(cleared(reason), 'cleared');
    expect(event?.attributes).toMatchObject({ type: 'webhook.recovered', time: '2026-03-07T11:00:00.000Z' });
    expect(event?.data).toMatchObject({ status: 'cleared', clearedReason: reason });
  });

  it.each(['disabled', 'deleted'] as const)('does not call recovered what was %s', (reason) => {
    expect(alertEvent(cleared(reason), 'cleared')).toBeUndefined();
  });
});

it('is known by its source and type together', () => {
  expect(isAlertEvent({ source: '/ward', type: 'delivery.dead' })).toBe(false);
  expect(isAlertEvent({ source: 'carehook', type: 'patient.created' })).toBe(false);
});
