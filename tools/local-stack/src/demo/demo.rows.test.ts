import { describe, expect, it } from 'vitest';
import { demoRow, expectedReceipts } from './demo.rows.js';

const event = { type: 'patient.created', via: 'Kafka', sentAtMs: 1_000 } as const;
const webhook = { name: 'Demo: A', path: '/a', events: ['patient.created'] };
const receipt = (receivedAtMs: number, verified: boolean) => ({
  sequence: 1,
  path: '/a',
  receivedAtMs,
  verified,
  bytes: 1,
  eventType: 'patient.created',
  deliveryId: 'd1',
});
const delivery = { id: 'd1', webhookId: 'w', eventType: 'patient.created', status: 'delivered', attempts: 2 };

describe('expectedReceipts', () => {
  it('expects an event only at webhooks that asked for its type', () => {
    expect(expectedReceipts([event], [webhook, { ...webhook, events: ['other'] }], [])).toHaveLength(1);
  });

  it('prefers the verified receipt and takes none from before the event was sent', () => {
    const [expected] = expectedReceipts(
      [event],
      [webhook],
      [receipt(999, true), receipt(1_005, false), receipt(1_009, true)],
    );
    expect(expected?.receipt).toMatchObject({ receivedAtMs: 1_009, verified: true });
    expect(expectedReceipts([event], [webhook], [receipt(999, true)])[0]?.receipt).toBeUndefined();
  });
});

describe('demoRow', () => {
  it('shows status and attempts of the delivery, and the time from sending to receipt', () => {
    const row = demoRow({ event, webhook, receipt: receipt(1_012, true) }, [delivery]);
    expect(row).toEqual(['patient.created', 'Kafka', 'Demo: A', 'delivered', 2, 12, 'verified']);
  });

  it('shows what the receiver knows where the API says nothing, and a wrong signature as such', () => {
    expect(demoRow({ event, webhook, receipt: receipt(1_012, false) }, [])).toContain('WRONG');
    expect(demoRow({ event, webhook, receipt: undefined }, [])).toContain('not received');
  });
});
