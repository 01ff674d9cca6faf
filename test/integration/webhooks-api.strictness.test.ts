import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, apiClient, type CarehookInUse, joinCarehook } from '../support/carehook.js';

let carehook: CarehookInUse;
let url: string;
let operator: ApiClient;

beforeAll(() => {
  carehook = joinCarehook();
  url = carehook.app('subscription-api').url;
  operator = apiClient(url, carehook.adminKey);
});
afterAll(() => carehook?.stop());

const sound = { url: 'https://receiver.example.org/hooks', events: ['patient.created'] };

describe('a webhook', () => {
  it.each([
    ['no url', { url: undefined }, 'url'],
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['an unknown field below one', { retryConfig: { retries: 3 } }, 'retryConfig.retries'],
    ['a read-only field in a create', { id: 'mine' }, 'id'],
    ['no events', { events: [] }, 'events'],
    ['a bad pattern', { events: ['patient.created', '*.created'] }, 'events.1'],
    ['http to the world', { url: 'http://example.org/' }, 'url'],
    ['a private address', { url: 'https://10.0.0.1/' }, 'url'],
    ['a password', { url: 'https://user:pass@example.org/' }, 'url'],
    ['a fragment', { url: 'https://example.org/#x' }, 'url'],
    ['a long url', { url: `https://example.org/${'x'.repeat(2048)}` }, 'url'],
    ['another scheme', { url: 'ftp://example.org/' }, 'url'],
    ['an unknown dialect', { dialect: 'klingon' }, 'dialect'],
    ['a malformed secret', { secret: 'too-short' }, 'secret'],
    ['too many retries', { retryConfig: { maxRetries: 1000 } }, 'retryConfig.maxRetries'],
    ['too long a timeout', { retryConfig: { timeout: 10_000_000 } }, 'retryConfig.timeout'],
    ['a bad strategy', { retryConfig: { backoffStrategy: 'random' } }, 'retryConfig.backoffStrategy'],
    ['a signature header', { headers: { 'Webhook-Signature': 'v1,forged' } }, 'headers.Webhook-Signature'],
    ['a host header', { headers: { HOST: 'elsewhere' } }, 'headers.HOST'],
    ['a header that breaks out', { headers: { 'X-A': 'b\r\nX-C: d' } }, 'headers.X-A'],
    ['a header that is no text', { headers: { 'X-A': 1 } }, 'headers.X-A'],
    ['an unknown operator', { filters: { amount: { about: 5 } } }, 'filters.amount.about'],
    ['a filter that cannot be stored', { filters: { name: 'a\u0000b' } }, 'filters'],
    ['no concurrency', { maxConcurrency: 0 }, 'maxConcurrency'],
    ['a name of control characters', { name: 'a\u0000b' }, 'name'],
    ['active as text', { active: 'yes' }, 'active'],
  ])('is refused with %s, and the answer names the field', async (_, wrong, field) => {
    const answer = await operator('POST', '/v1/webhooks', { ...sound, ...wrong });
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('VALIDATION_FAILED');
    expect(answer.body.error.details).toContainEqual({ field, reason: expect.any(String) });
  });

  it('is refused with all of its problems at once, and with none of its values', async () => {
    const headers = { 'Content-Type': 'text/secret-value' };
    const wrong = { ...sound, url: 'https://u:secret-value@example.org', headers, secret: 'secret-value' };
    const { body, text } = await operator('POST', '/v1/webhooks', wrong);
    expect(body.error.details.map(({ field }: { field: string }) => field)).toEqual([
      'url',
      'headers.Content-Type',
      'secret',
    ]);
    expect(text).not.toContain('secret-value');
  });

  it('is refused where the body is no JSON or too large', async () => {
    const send = (body: string) =>
      fetch(`${url}/v1/webhooks`, {
        method: 'POST',
        headers: { 'x-api-key': carehook.adminKey, 'content-type': 'application/json' },
        body,
      });
    const broken = await send('{"url":');
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ error: { code: 'MALFORMED_BODY' } });
    const large = await send(JSON.stringify({ ...sound, description: 'x'.repeat(1024 * 1024) }));
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } });
  });
});

describe('a list', () => {
  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'status=asleep', 'colour=red', 'limit=1&limit=2'])(
    'refuses the query %s',
    async (query) => {
      const { status, body } = await operator('GET', `/v1/webhooks?${query}`);
      expect(status).toBe(400);
      expect(body.error.details[0].field).toBe(query.split('=')[0]);
    },
  );
});
