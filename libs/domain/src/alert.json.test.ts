import { describe, expect, it } from 'vitest';
import { alertOf, SAMPLE_FACTS } from './alert.fixture.js';
import { ALERT_KINDS } from './alert.js';
import { alertJson } from './alert.json.js';

const LATER = new Date(Date.UTC(2026, 2, 7, 11));

describe('an alert as people see it', () => {
  it.each(ALERT_KINDS)('of kind %s says in one sentence what is wrong, and in one what to do', (kind) => {
    const { reason, nextStep } = alertJson(alertOf({ kind }));
    for (const sentence of [reason, nextStep]) expect(sentence).toMatch(/^[A-Z\d].*\.$/);
    expect(`${reason}${nextStep}`).not.toMatch(/undefined|null|NaN/);
  });

  it('names the status code of the latest failure, else its cause', () => {
    const { consecutive_failures: facts } = SAMPLE_FACTS;
    expect(alertJson(alertOf()).reason).toContain('the latest with timeout.');
    expect(alertJson(alertOf({ facts: { ...facts, lastStatusCode: 503 } })).reason).toContain('the latest with 503.');
  });

  it('tells why a webhook was disabled', () => {
    const kind = 'webhook_disabled';
    expect(alertJson(alertOf({ kind })).reason).toContain('410 Gone');
    const failing = alertOf({ kind, facts: { why: 'failing', failingDays: 5 } });
    expect(alertJson(failing).reason).toContain('failed for 5 days');
  });

  it('says of a number that was not counted to its end that there are at least so many', () => {
    const kind = 'backlog_growing';
    expect(alertJson(alertOf({ kind })).reason).toMatch(/^At least 1000 deliveries/);
    const facts = { ...SAMPLE_FACTS.backlog_growing, overdue: 999 };
    expect(alertJson(alertOf({ kind, facts })).reason).toMatch(/^999 deliveries/);
  });

  it('counts one as one', () => {
    expect(alertJson(alertOf({ kind: 'dead_letters' })).reason).toContain('1 delivery was given up');
  });

  it('is open, then acknowledged, then cleared', () => {
    const acknowledged = { acknowledgedAt: LATER, acknowledgedBy: 'k1' };
    expect(alertJson(alertOf())).toMatchObject({ status: 'open', acknowledgedAt: null, clearedAt: null });
    expect(alertJson(alertOf(acknowledged))).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'k1' });
    expect(alertJson(alertOf({ ...acknowledged, clearedAt: LATER, clearedReason: 'recovered' }))).toMatchObject({
      status: 'cleared',
      clearedAt: '2026-03-07T11:00:00.000Z',
      clearedReason: 'recovered',
    });
  });
});
