import { describe, expect, it } from 'vitest';
import { isMeantFor } from './alert-event.match.js';

const ALERT = { type: 'webhook.failing', source: 'carehook', subject: 'w1' };
const webhook = (id: string, ...events: string[]) => ({ id, events });

describe('an event of Carehook about a webhook', () => {
  it.each([['webhook.failing'], ['webhook.*'], ['*', 'webhook.failing']])('goes to who named it (%s)', (...events) => {
    expect(isMeantFor(webhook('w2', ...events), ALERT)).toBe(true);
  });

  it('never goes to the webhook that it is about', () => {
    expect(isMeantFor(webhook('w1', 'webhook.failing'), ALERT)).toBe(false);
  });

  it('does not go to who subscribed to everything', () => {
    expect(isMeantFor(webhook('w2', '*', 'patient.*'), ALERT)).toBe(false);
  });
});

it('leaves all other events to all who match them', () => {
  expect(isMeantFor(webhook('w1', '*'), { ...ALERT, source: '/ward' })).toBe(true);
  expect(isMeantFor(webhook('w1', '*'), { ...ALERT, type: 'patient.created' })).toBe(true);
});
