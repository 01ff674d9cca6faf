import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient, type CarehookInUse, joinCarehook, newTenant } from '../support/carehook.js';

let carehook: CarehookInUse;
let base: string;

beforeAll(() => {
  carehook = joinCarehook();
  base = carehook.app('subscription-api').url;
});
afterAll(() => carehook?.stop());

describe('the page', () => {
  it.each(['/', '/console/webhooks', '/console/webhooks/7b0c/edit', '/console/no/such/page'])(
    'is at %s, asked for anew each time',
    async (path) => {
      const answer = await fetch(base + path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(await answer.text()).toContain('<div id="root">');
    },
  );

  it('lets in nothing but its own scripts, and styles that bear a nonce that is new each time', async () => {
    const pages = await Promise.all([fetch(base), fetch(base)]);
    const nonces = await Promise.all(
      pages.map(async (page) => {
        const policy = page.headers.get('content-security-policy') ?? '';
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("script-src 'self';");
        expect(policy).not.toContain('unsafe-eval');
        const nonce = /style-src-elem 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
        expect(await page.text()).toContain(`content="${nonce}"`);
        return nonce;
      }),
    );
    expect(nonces[0]).toMatch(/^.{20,}$/);
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('has files that are kept for ever, compressed where that is understood', async () => {
    const [, script] = /src="(\/console\/assets\/[^"]+\.js)"/.exec(await (await fetch(base)).text()) ?? [];
    for (const [accepted, encoding] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const answer = await fetch(base + script, { headers: { 'accept-encoding': accepted } });
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(answer.headers.get('cache-control')).toContain('immutable');
      expect(await answer.text()).toContain('import');
    }
  });

  it.each([
    '/console/assets/no-such.js',
    '/console/assets/..%2f..%2findex.html',
    '/v1/no-such',
    '/webhooks',
    '/no-such',
  ])('is not at %s', async (path) => {
    const answer = await fetch(base + path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });
});

describe('GET /v1/me', () => {
  it('tells whose key it is', async () => {
    const operator = apiClient(base, carehook.adminKey);
    expect((await operator('GET', '/v1/me')).body).toMatchObject({ role: 'operator', tenant: { id: 'default' } });
    const clinic = await newTenant(base, operator, 'Clinic');
    const made = await clinic.admin('POST', '/v1/api-keys', { name: 'Night shift', role: 'viewer' });
    const { id, key } = made.body as { id: string; key: string };
    expect((await apiClient(base, key)('GET', '/v1/me')).body).toEqual({
      role: 'viewer',
      key: { id, name: 'Night shift' },
      tenant: { id: clinic.id, name: 'Clinic', defaultDialect: 'standard' },
    });
  });
});
