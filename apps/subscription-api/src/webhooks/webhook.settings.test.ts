import { describe, expect, it } from 'vitest';
import { WebhookCreate, WebhookUpdate } from '#payload-schemas';
import { changedSettings, newSettings } from './webhook.settings.js';

const create = (given: object) =>
  newSettings(WebhookCreate.parse({ url: 'https://a.example:8443/x', events: ['*'], ...given }), 'standard');
const change = (current: ReturnType<typeof create>, given: object) =>
  changedSettings(current, WebhookUpdate.parse(given));

describe('settings', () => {
  it('have a default for whatever is not given', () => {
    expect(create({ events: ['a', 'a', 'b.*'] })).toEqual({
      name: 'a.example:8443',
      description: null,
      url: 'https://a.example:8443/x',
      events: ['a', 'b.*'],
      active: true,
      dialect: 'standard',
      filters: null,
      retryConfig: {},
      headers: {},
      maxConcurrency: 64,
      rateLimit: null,
      ordering: null,
      batch: null,
      payload: 'full',
      redact: null,
    });
  });

  it('stay where a change does not name them, and go back to their defaults where it says null', () => {
    const current = create({ name: 'n', description: 'd', filters: { a: 1 }, headers: { A: 'b' }, maxConcurrency: 2 });
    expect(change(current, {})).toEqual(current);
    const nothing = { name: null, description: null, filters: null, headers: null, maxConcurrency: null };
    expect(change(current, nothing)).toEqual(create({}));
    expect(change(current, { name: null, url: 'https://b.example' }).name).toBe('b.example');
  });

  it('are replaced whole: a retry configuration is not merged field by field', () => {
    const current = create({ retryConfig: { maxRetries: 1, timeout: 5 } });
    expect(change(current, { retryConfig: { maxRetries: 2 } }).retryConfig).toEqual({ maxRetries: 2 });
  });
});
