import { describe, expect, it } from 'vitest';
import { bodyOf, deliveryOf, exampleDelivery, requestOf } from '../dialect.fixture.js';
import { c4hxp } from './c4hxp.dialect.js';

const SECRETS = ['your_webhook_secret', 'an_older_webhook_secret'];
const KEYS = SECRETS.map((secret) => c4hxp.signingKey(secret));
/** Of the body of `exampleDelivery()`, made with Python's hmac. */
const SIGNATURE = '841d0d2db6659a09c5bd3243a3863bd0aeb34613334946050d8ebac2c141368a';

describe('c4hxp', () => {
  it('writes body and signature as the page shows them', () => {
    const { headers, body } = requestOf(c4hxp, exampleDelivery(), SECRETS);
    expect(body.toString()).toBe(
      '{"event":"patient.created","data":{"patient":{"id":"patient-123","birthDate":"1985-06-15"}},' +
        '"meta":{"timestamp":"2023-12-01T10:30:00Z","webhook_id":"018c2503-0000-7000-8000-00000000d001",' +
        '"api_version":"2.0.0"}}',
    );
    expect(headers['X-C4HXP-Signature']).toBe(`sha256=${SIGNATURE}`);
  });

  it('puts the bytes of the data in as they are', () => {
    expect(c4hxp.envelope(deliveryOf(' [ 1.00 ]\n'), KEYS).toString()).toContain(',"data": [ 1.00 ]\n,"meta":{');
  });

  it('lets receivers tell a retry, which they have seen, from another delivery, which they have not', () => {
    const idOf = (changes: Parameters<typeof exampleDelivery>[0]) => {
      const body = bodyOf(c4hxp.envelope(exampleDelivery(changes), KEYS));
      return (body.meta as { webhook_id: string }).webhook_id;
    };
    const first = idOf({});
    expect(idOf({ attempt: 2, sentAtMs: exampleDelivery().sentAtMs + 60_000 })).toBe(first);
    expect(idOf({ deliveryId: '018c2503-0000-7000-8000-00000000d002' })).not.toBe(first);
  });

  it('knows the twelve event types of the page', () => {
    expect(c4hxp.catalogue.map(({ type }) => type)).toEqual([
      'order.created',
      'order.confirmed',
      'order.shipped',
      'order.cancelled',
      'kit.registered',
      'kit.received_lab',
      'kit.processing_started',
      'kit.processing_completed',
      'results.available',
      'results.reviewed',
      'system.maintenance_scheduled',
      'system.maintenance_completed',
    ]);
  });
});
