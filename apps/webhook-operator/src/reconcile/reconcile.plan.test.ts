import { describe, expect, it } from 'vitest';
import { resourceWith, webhookWith } from '../resource/webhook.resource.fixture.js';
import type { WebhookSpec, WebhookStatus } from '../resource/webhook.resource.js';
import { CLAIM_MS } from './creation.claim.js';
import { type Action, planFor, type Situation } from './reconcile.plan.js';
import { fingerprintOf } from './secret.fingerprint.js';

const NOW_MS = Date.parse('2026-01-01T00:00:00Z');
const API_KEY = 'chk_key';

function plan(
  { spec, status }: { spec?: Partial<WebhookSpec>; status?: WebhookStatus },
  situation: Partial<Situation> = {},
): Action[] {
  const facts = { webhooks: [], apiKey: API_KEY, secret: undefined, tls: undefined, nowMs: NOW_MS };
  return planFor({ ...facts, resource: resourceWith(spec, status), ...situation });
}

describe('a resource without a webhook', () => {
  it('gets one, with its secret and a mark in its description', () => {
    const [action, ...more] = plan({ spec: { description: 'Results.', active: false } }, { secret: 's3cret' });
    expect(more).toEqual([]);
    expect(action).toMatchObject({
      kind: 'create',
      body: {
        ...{ name: 'team-a/results', url: 'https://a.example/hooks', events: ['a.b', 'c.*'] },
        ...{ active: false, secret: 's3cret' },
        description: 'Results.\nKubernetes: team-a/results (0b6a3c52-6a0e-4f53-9a3b-7d6f0c1c2e11)',
      },
    });
  });

  it('waits while a creation that nothing was heard of may be under way, and no longer', () => {
    const creatingSince = new Date(NOW_MS - 10_000).toISOString();
    expect(plan({ status: { creatingSince } })).toEqual([{ kind: 'wait', ms: CLAIM_MS - 10_000 }]);
    const [later] = plan({ status: { creatingSince } }, { nowMs: NOW_MS + CLAIM_MS });
    expect(later?.kind).toBe('create');
  });

  it('takes the one that bears its mark as its own, and no other', () => {
    const creatingSince = new Date(NOW_MS).toISOString();
    const webhooks = [webhookWith('other', { description: null }), webhookWith('own')];
    expect(plan({ status: { creatingSince } }, { webhooks })).toEqual([]);
    const foreign = webhookWith('foreign', {
      description: 'Kubernetes: team-a/results (99999999-6a0e-4f53-9a3b-7d6f0c1c2e11)',
    });
    expect(plan({}, { webhooks: [foreign] }).map(({ kind }) => kind)).toEqual(['create']);
  });

  it('keeps the oldest of several that bear its mark, and removes the others', () => {
    const webhooks = [webhookWith('newest'), webhookWith('middle'), webhookWith('oldest')];
    expect(plan({}, { webhooks })).toEqual([
      { kind: 'remove', id: 'middle' },
      { kind: 'remove', id: 'newest' },
    ]);
  });
});

describe('a resource with a webhook', () => {
  const status: WebhookStatus = { webhookId: 'w1', syncedGeneration: 1 };
  const changed = (spec: Partial<WebhookSpec>, given: object = {}, known = status) => {
    const [action] = plan({ spec, status: known }, { webhooks: [webhookWith('w1', given)] });
    return action?.kind === 'change' ? action.fields : undefined;
  };

  it('is left alone where Carehook has what it says, whatever the order of its events', () => {
    expect(plan({ status }, { webhooks: [webhookWith('w1')] })).toEqual([]);
  });

  it('changes the fields that differ and takes back what it does not say, its mark among them', () => {
    expect(changed({ rateLimit: 5 }, { headers: { x: 'y' }, description: 'by hand' })).toEqual({
      rateLimit: 5,
      headers: {},
      description: expect.stringContaining('Kubernetes: team-a/results'),
    });
  });

  it('leaves the dialect and whether it is active to Carehook where it does not say them', () => {
    expect(changed({}, { active: false, dialect: 'another' })).toBeUndefined();
    expect(changed({ active: true }, { active: false })).toEqual({ active: true });
    expect(changed({ active: false })).toEqual({ active: false });
  });

  it('is enabled again after Carehook disabled it only by a change of its own', () => {
    const disabled = { active: false, disabledReason: 'gone' };
    expect(changed({ active: true }, disabled)).toBeUndefined();
    expect(changed({ active: true }, disabled, { webhookId: 'w1', syncedGeneration: 0 })).toEqual({ active: true });
  });

  it('gives the secret when the Secret changed, or somebody gave the webhook another one', () => {
    const withSecret = (secret: string, secretHint: string, fingerprint = fingerprintOf('one cret', API_KEY)) =>
      plan(
        { status: { ...status, secretFingerprint: fingerprint } },
        { webhooks: [webhookWith('w1', { secretHint })], secret },
      );
    expect(withSecret('one cret', 'cret')).toEqual([]);
    // Their ends are equal.
    expect(withSecret('two cret', 'cret')).toEqual([{ kind: 'rotate', id: 'w1', secret: 'two cret' }]);
    expect(withSecret('one cret', 'hand')).toEqual([{ kind: 'rotate', id: 'w1', secret: 'one cret' }]);
  });

  it('gives a new secret together with a new dialect, which the old one might not suit', () => {
    const webhooks = [webhookWith('w1', { secretHint: 'old!' })];
    expect(plan({ spec: { dialect: 'another' }, status }, { webhooks, secret: 'new!' })).toEqual([
      { kind: 'change', id: 'w1', fields: { dialect: 'another', secret: 'new!' } },
    ]);
  });

  it('removes others that bear its mark', () => {
    const webhooks = [webhookWith('w2'), webhookWith('w1')];
    expect(plan({ status }, { webhooks })).toEqual([{ kind: 'remove', id: 'w2' }]);
  });
});
