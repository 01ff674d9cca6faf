import { describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '#dialects';
import { ApiError } from '#domain';
import { inDocumentNames } from './configuration.document.js';
import { documentOf } from './facade.registry.js';

const URL = 'https://your-app.example.org/webhooks';

function problemsOf(dialect: string, body: unknown): unknown {
  try {
    documentOf(dialect).parse(body);
    return [];
  } catch (error) {
    if (error instanceof ApiError) return error.details;
    throw error;
  }
}

describe('a configuration document', () => {
  it.each<[string, unknown, unknown]>([
    [
      'healthsync',
      { url: URL, events: ['document.uploaded'], active: false },
      { url: URL, events: ['document.uploaded'], active: false },
    ],
    [
      'healthsync',
      { url: URL, events: ['share.*'], secret: 'ours' },
      { url: URL, events: ['share.*'], active: true, secret: 'ours' },
    ],
    [
      'c4hxp',
      { webhook_url: URL, events: ['order.created'], description: 'Production' },
      { url: URL, events: ['order.created'], description: 'Production', active: true },
    ],
    [
      'odontology',
      { name: 'Pagos', url: URL, events: ['payment.received'], secret: 'whsec_abc123xyz', is_active: 0 },
      { name: 'Pagos', url: URL, events: ['payment.received'], secret: 'whsec_abc123xyz', active: false },
    ],
    [
      'zarish-sphere',
      { id: 'webhook-123', url: URL, events: ['patient.created'], createdAt: 'x', updatedAt: 'x', headers: { A: 'b' } },
      { url: URL, events: ['patient.created'], active: true, headers: { A: 'b' } },
    ],
    ['standard', { url: URL, events: ['*'], name: 'Mine' }, { url: URL, events: ['*'], name: 'Mine', active: true }],
  ])('of %s means a native webhook', (dialect, document, webhook) => {
    expect(documentOf(dialect).parse(document)).toEqual(webhook);
  });

  it.each<[string, unknown, string[]]>([
    ['healthsync', { url: '', events: ['x y'], active: 'yes' }, ['url', 'events.0', 'active']],
    ['healthsync', { url: URL, events: ['*'], name: 'Mine' }, ['name']],
    ['c4hxp', { url: URL, events: [] }, ['webhook_url', 'events', 'url']],
    ['c4hxp', [], ['body']],
    ['odontology', { name: 'x'.repeat(101), url: `https://x.org/${'x'.repeat(500)}`, events: ['*'] }, ['name', 'url']],
    ['odontology', { name: 'x', url: URL, events: ['*'], is_active: 2 }, ['is_active']],
    ['zarish-sphere', { url: URL, events: ['*'], status: 'active' }, ['status']],
    ['standard', { url: URL, events: ['*'], dialect: 'standard' }, ['dialect']],
  ])('of %s is refused in its own names (%#)', (dialect, document, fields) => {
    expect(problemsOf(dialect, document)).toEqual(
      fields.map((field) => ({ field, reason: expect.any(String) as unknown })),
    );
  });

  it('is refused as nothing at all in every dialect', () => {
    for (const dialect of DIALECT_NAMES) {
      expect(problemsOf(dialect, undefined)).toEqual([{ field: 'body', reason: expect.any(String) as unknown }]);
    }
  });
});

describe('what is found wrong with the webhook that a document describes', () => {
  const refused = ApiError.validation([
    { field: 'url', reason: 'must be https' },
    { field: 'secret', reason: 'is too short' },
  ]);

  it("is told in the document's names", () => {
    expect(inDocumentNames(refused, documentOf('c4hxp'))).toMatchObject({
      message: 'webhook_url: must be https (and 1 more)',
      details: [{ field: 'webhook_url' }, { field: 'secret' }],
    });
  });

  it('is left alone when it is no fault of the document', () => {
    const lost = new Error('connection lost');
    expect(inDocumentNames(lost, documentOf('c4hxp'))).toBe(lost);
  });
});
