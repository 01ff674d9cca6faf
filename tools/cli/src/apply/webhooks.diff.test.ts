import { describe, expect, it } from 'vitest';
import { type Change, changesTo, type PresentWebhook } from './webhooks.diff.js';
import { readWebhooksFile } from './webhooks.file.js';

const URL = 'https://a.example/hooks';
const present = (name: string, given: object = {}): PresentWebhook => ({
  ...{ id: `id of ${name}`, name, url: URL, events: ['a.b', 'c.*'], active: true, dialect: 'standard' },
  ...{ description: null, filters: null, retryConfig: {}, headers: {}, maxConcurrency: 64, rateLimit: null },
  ...{ ordering: null, batch: null, secretHint: 'abcd', ...given },
});
const file = (...webhooks: object[]) =>
  readWebhooksFile(
    JSON.stringify({ webhooks: webhooks.map((each) => ({ url: URL, events: ['c.*', 'a.b'], ...each })) }),
  );
const kinds = (changes: readonly Change[]) => changes.map(({ kind, name }) => `${kind} ${name}`);

describe('what is to be done', () => {
  it('is to create what is not there, to leave what is as it should be, and to delete the rest if asked', () => {
    const there = [present('a'), present('b')];
    expect(kinds(changesTo(file({ name: 'a' }, { name: 'c' }), there, false))).toEqual(['same a', 'create c']);
    expect(kinds(changesTo(file({ name: 'a' }), there, true))).toEqual(['same a', 'delete b']);
  });

  it('names each field that differs', () => {
    const [change] = changesTo(file({ name: 'a', rateLimit: 5, filters: { ward: ['A1'] } }), [present('a')], false);
    expect(change).toMatchObject({
      kind: 'update',
      id: 'id of a',
      changes: [
        { field: 'filters', from: null, to: { ward: ['A1'] } },
        { field: 'rateLimit', from: null, to: 5 },
      ],
    });
  });

  it('is to take back what the file does not say any more, except whether it is active and its dialect', () => {
    const there = present('a', { rateLimit: 5, headers: { x: 'y' }, active: false, dialect: 'c4hxp' });
    const [change] = changesTo(file({ name: 'a' }), [there], false);
    expect(change?.kind === 'update' && change.changes.map(({ field, to }) => [field, to])).toEqual([
      ['headers', {}],
      ['rateLimit', null],
    ]);
    const [activated] = changesTo(file({ name: 'a', active: true }), [there], false);
    expect(activated?.kind === 'update' && activated.changes.map(({ field }) => field)).toContain('active');
  });

  it('is not known where a name stands for several', () => {
    expect(() => changesTo(file({ name: 'a' }), [present('a'), present('a')], false)).toThrow(
      '2 webhooks are called "a"',
    );
    expect(changesTo(file({ name: 'b' }), [present('a'), present('a'), present('b')], false)).toHaveLength(1);
  });
});

describe('the file', () => {
  it('is YAML or JSON, and has the defaults of the API', () => {
    const yaml = `webhooks:\n  - name: a\n    url: ${URL}\n    events: [a.b]\n    batch: {maxEvents: 10}\n`;
    expect(readWebhooksFile(yaml)).toEqual([
      { name: 'a', url: URL, events: ['a.b'], batch: { maxEvents: 10, maxWaitMs: 1_000 } },
    ]);
  });

  it.each([
    ['webhooks: [', 'neither YAML nor JSON'],
    ['[]', 'not sound'],
  ])('%s is refused', (text, message) => {
    expect(() => readWebhooksFile(text)).toThrow(message);
  });

  it('is refused with the place of each mistake, a secret among them', () => {
    const read = () => file({ name: 'a', events: ['no type'] }, { name: 'b', secret: 'x' }, { name: 'c' });
    expect(read).toThrow(
      expect.objectContaining({
        details: [
          { field: 'webhooks.0.events.0', reason: expect.any(String) },
          { field: 'webhooks.1', reason: expect.stringContaining('secret') },
        ],
      }),
    );
    expect(() => file({ name: 'a' }, { name: 'a' })).toThrow(
      expect.objectContaining({ details: [{ field: 'webhooks.1.name', reason: '"a" is there twice' }] }),
    );
  });
});
