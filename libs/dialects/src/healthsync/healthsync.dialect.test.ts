import { describe, expect, it } from 'vitest';
import { deliveryOf, exampleDelivery, requestOf } from '../dialect.fixture.js';
import { healthsync } from './healthsync.dialect.js';

const SECRETS = ['healthsync-signing-secret', 'an-older-signing-secret'];
const KEYS = SECRETS.map((secret) => healthsync.signingKey(secret));
/** Of the body of `exampleDelivery()`, made with Python's hmac. */
const SIGNATURE = 'ddbfbf8570886840b7aaf9fc8ff6b567e73a3f69d250ad58dd0c5f125b2cf730';

describe('healthsync', () => {
  it('writes body and signature as the page shows them', () => {
    const { headers, body } = requestOf(healthsync, exampleDelivery(), SECRETS);
    expect(body.toString()).toBe(
      '{"id":"evt_1234567890","type":"patient.created","created_at":"2023-12-01T10:30:00Z",' +
        '"data":{"object":{"patient":{"id":"patient-123","birthDate":"1985-06-15"}}}}',
    );
    expect(headers['X-HealthSync-Signature']).toBe(`sha256=${SIGNATURE}`);
  });

  it('puts the bytes of the data in as they are', () => {
    expect(healthsync.envelope(deliveryOf(' [ 1.00 ]\n'), KEYS).toString()).toMatch(
      /,"data":\{"object": \[ 1\.00 \]\n\}\}$/,
    );
  });

  it('escapes what an event may bring along', () => {
    const delivery = exampleDelivery();
    const body = healthsync.envelope({ ...delivery, event: { ...delivery.event, id: 'a"\\\n' } }, KEYS).toString();
    expect((JSON.parse(body) as { id: string }).id).toBe('a"\\\n');
  });

  it('sends a retry with the body, the delivery and the signature of the first attempt', () => {
    const first = exampleDelivery();
    const retry = exampleDelivery({ attempt: 2, sentAtMs: first.sentAtMs + 60_000 });
    expect(requestOf(healthsync, retry, SECRETS)).toEqual(requestOf(healthsync, first, SECRETS));
  });

  it('knows the thirteen event types of the page', () => {
    expect(healthsync.catalogue.map(({ type }) => type)).toEqual([
      'document.uploaded',
      'document.updated',
      'document.deleted',
      'document.shared',
      'analysis.completed',
      'analysis.failed',
      'user.updated',
      'family_member.added',
      'family_member.removed',
      'share.created',
      'share.accessed',
      'share.expired',
      'share.revoked',
    ]);
  });
});
