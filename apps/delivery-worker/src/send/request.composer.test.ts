import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DIALECT_NAMES, dialectNamed } from '#dialects';
import { deliveryId, eventUid, type SecretValidity, type TraceHeaders, type Webhook } from '#domain';
import { hmacHex, SecretSealer } from '#signing';
import { RequestComposer } from './request.composer.js';

const sealer = new SecretSealer(['0'.repeat(64)], randomBytes);
const composer = new RequestComposer(sealer, 'carehook');
const UID = eventUid(0, 't', '/s', 'e1');

function webhookWith(dialect: string, secrets: readonly (SecretValidity & { readonly secret: string })[]): Webhook {
  return {
    ...{ id: 'w1', tenantId: 't', url: 'https://receiver.example/hook', events: ['*'], active: true, dialect },
    ...{ headers: {}, retryConfig: {}, maxConcurrency: 1, revision: 1 },
    secrets: secrets.map(({ secret, ...validity }) => ({ ...validity, sealed: sealer.seal(secret, 'w1') })),
  };
}

function compose(webhook: Webhook, sentAtMs: number, data = '{}', trace?: TraceHeaders) {
  const event = {
    ...{ uid: UID, acceptedAtMs: 0, tenantId: 't', id: 'e1', type: 'patient.created', source: '/s' },
    ...{ time: '2026-03-07T12:00:00Z', contentType: 'application/json', extensions: {} },
  };
  const delivery = {
    deliveryId: deliveryId(0, UID, 'w1'),
    webhookId: 'w1',
    event,
    attempt: 1,
    data: Buffer.from(data),
  };
  return composer.compose(webhook, dialectNamed(webhook.dialect), { ...delivery, sentAtMs }, trace);
}

describe('a request', () => {
  it('is signed by the newest secret that is valid when it is made, where it bears one signature', () => {
    const webhook = webhookWith('c4hxp', [
      { secret: 'the new secret', validFromMs: 1_000 },
      { secret: 'the old secret', validUntilMs: 2_000 },
    ]);
    const signer = (atMs: number) => {
      const { body, headers } = compose(webhook, atMs);
      return ['the new secret', 'the old secret'].find(
        (secret) => headers['X-C4HXP-Signature'] === `sha256=${hmacHex(secret, body as Buffer)}`,
      );
    };
    expect([999, 1_000, 2_000].map(signer)).toEqual(['the old secret', 'the new secret', 'the new secret']);
  });

  it('is signed by all that are valid, where it can bear several signatures', () => {
    const webhook = webhookWith('standard', [
      { secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}`, validFromMs: 1_000 },
      { secret: `whsec_${Buffer.alloc(24, 2).toString('base64')}`, validUntilMs: 2_000 },
    ]);
    const signatures = (atMs: number) => compose(webhook, atMs).headers['webhook-signature']?.split(' ').length;
    expect([999, 1_000, 1_999, 2_000].map(signatures)).toEqual([1, 2, 2, 1]);
  });

  it('is not made where the master key of a secret is missing, and the error names the key and no more', () => {
    const foreign = new SecretSealer(['1'.repeat(64)], randomBytes);
    const webhook = { ...webhookWith('standard', []), secrets: [{ sealed: foreign.seal('s3cret', 'w1') }] };
    expect(() => compose(webhook, 0)).toThrow(
      `a sealed secret cannot be opened (unknown_key, master key ${foreign.keyId})`,
    );
  });

  it('of a thin webhook needs to know where the API is, and can be told to be impossible before that', () => {
    const thin = { ...webhookWith('medilab', []), payload: 'thin' } as const;
    expect([composer.canCompose(thin), composer.canCompose(webhookWith('medilab', []))]).toEqual([false, true]);
    expect(() => compose(thin, 0)).toThrow('PUBLIC_API_URL');
  });

  it('of a webhook that redacts holds what is left', () => {
    const { body } = compose({ ...webhookWith('medilab', []), redact: ['a'] }, 0, '{"a":1,"b": 1.00}');
    expect(String(body)).toContain('"event_data":{"b": 1.00},');
  });

  it.each(DIALECT_NAMES)('of %s says which trace it is in, and else is what it would be without', (dialect) => {
    const webhook = webhookWith(dialect, [{ secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}` }]);
    const trace = { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`, tracestate: 'a=1' };
    const { headers, ...without } = compose(webhook, 1_000);
    expect(headers).not.toHaveProperty('traceparent');
    expect(compose(webhook, 1_000, '{}', trace)).toEqual({ ...without, headers: { ...headers, ...trace } });
  });

  it('bears the traceparent that its owner wants, and no second one', () => {
    const webhook = { ...webhookWith('medilab', []), headers: { TraceParent: 'mine' } };
    const { headers } = compose(webhook, 0, '{}', { traceparent: 'other', tracestate: 'a=1' });
    expect(headers).toMatchObject({ TraceParent: 'mine' });
    expect(Object.keys(headers).filter((name) => /^trace/i.test(name))).toEqual(['TraceParent']);
  });
});
