import { describe, expect, it } from 'vitest';
import type { WebhookHealthEntity } from '#postgres';
import type { WebhookAnswer } from '../../webhooks/webhooks.service.js';
import { MedilabCreate, MedilabUpdate } from './medilab.schema.js';
import { medilabWebhook, nativeCreate, nativeUpdate } from './medilab-webhook.map.js';

const required = { url: 'https://crm.example.com/hooks', events: ['patient.created'] };

describe('a webhook to be made', () => {
  it('speaks MediLab, and its seconds become milliseconds', () => {
    const given = MedilabCreate.parse({ ...required, name: 'Имя', max_retries: 10, retry_delay: 1.5, timeout: 300 });
    expect(nativeCreate(given)).toMatchObject({
      ...required,
      name: 'Имя',
      active: true,
      dialect: 'medilab',
      retryConfig: { maxRetries: 10, retryDelay: 1_500, timeout: 300_000 },
    });
  });

  it('leaves to the dialect what it does not say', () => {
    expect(nativeCreate(MedilabCreate.parse({ ...required, max_retries: null })).retryConfig).toEqual({});
  });
});

describe('a change', () => {
  const current = { maxRetries: 5, retryDelay: 2_000, backoffStrategy: 'fixed' } as const;
  const changeOf = (given: unknown) => nativeUpdate(MedilabUpdate.parse(given), current);

  it('of one part of the retries keeps the others', () => {
    expect(changeOf({ timeout: 20 }).retryConfig).toEqual({ ...current, timeout: 20_000 });
    expect(changeOf({ max_retries: null, retry_delay: 3 }).retryConfig).toEqual({
      retryDelay: 3_000,
      backoffStrategy: 'fixed',
    });
  });

  it('that does not speak of retries or activity leaves them alone', () => {
    const change = changeOf({ name: 'Новое', is_active: undefined });
    expect(change.name).toBe('Новое');
    expect(change.active).toBeUndefined();
    expect(change).not.toHaveProperty('retryConfig');
  });

  it('ignores what only answers have', () => {
    expect(changeOf({ id: 'x', status: 'inactive', total_calls: 7 }).active).toBeUndefined();
  });
});

describe('a webhook that is shown', () => {
  const webhook = {
    ...{ ...required, id: 'w1', tenantId: 't', name: 'n', description: null, active: true, status: 'active' },
    ...{ disabledReason: null, dialect: 'medilab', filters: null, retryConfig: {}, headers: {}, maxConcurrency: 64 },
    ...{ rateLimit: null, ordering: null, batch: null, tls: null, payload: 'full' as const, redact: null },
    ...{
      secretHint: '-key',
      secrets: [],
      createdAt: '2026-03-07T10:00:00.000Z',
      updatedAt: '2026-03-07T10:00:00.000Z',
    },
  } satisfies WebhookAnswer;

  it("says what really holds: the dialect's defaults and limits", () => {
    expect(medilabWebhook(webhook, undefined)).toMatchObject({ max_retries: 3, retry_delay: 60, timeout: 30 });
    const retryConfig = { maxRetries: 0, retryDelay: 80_000_000, timeout: 1_500 };
    expect(medilabWebhook({ ...webhook, retryConfig }, undefined)).toMatchObject({
      ...{ max_retries: 0, retry_delay: 43_200, timeout: 1.5 },
    });
  });

  it('tells what was called, and its secret only where it is told', () => {
    const health = { requests: '7', succeeded: '5', lastAttemptAt: new Date(0) } as WebhookHealthEntity;
    expect(medilabWebhook(webhook, health)).toMatchObject({
      ...{ total_calls: 7, successful_calls: 5, failed_calls: 2, last_triggered_at: '1970-01-01T00:00:00.000Z' },
    });
    expect(medilabWebhook(webhook, health)).not.toHaveProperty('secret');
    expect(medilabWebhook({ ...webhook, secret: 'told-once' }, undefined)).toMatchObject({ secret: 'told-once' });
  });
});
