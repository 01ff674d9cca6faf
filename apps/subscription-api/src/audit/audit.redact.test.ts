import { describe, expect, it } from 'vitest';
import { auditedDifference, storableJson } from './audit.redact.js';

describe('what the audit log keeps of a change', () => {
  it('is the fields that differ, before and after', () => {
    const before = { name: 'old', events: ['a.b'], active: true };
    expect(auditedDifference(before, { ...before, name: 'new', events: ['a.b', 'c.d'] })).toEqual({
      before: { name: 'old', events: ['a.b'] },
      after: { name: 'new', events: ['a.b', 'c.d'] },
    });
  });

  it('is everything of what was made or deleted', () => {
    expect(auditedDifference(undefined, { name: 'new' })).toEqual({ before: null, after: { name: 'new' } });
    expect(auditedDifference({ name: 'old' }, undefined)).toEqual({ before: { name: 'old' }, after: null });
  });

  it('tells of secrets, headers and URL queries only that they changed', () => {
    const before = {
      url: 'https://example.org/a?token=s3cret-1',
      headers: { Authorization: 'Bearer s3cret-2', 'X-Same': 's3cret-3' },
      secretHint: 's3c1',
    };
    const after = {
      url: 'https://example.org/b?token=s3cret-4',
      headers: { Authorization: 'Bearer s3cret-5', 'X-Same': 's3cret-3' },
      secretHint: 's3c2',
      secret: 's3cret-6',
    };
    expect(auditedDifference(before, after)).toEqual({
      before: {
        url: 'https://example.org/a?hidden',
        headers: { Authorization: 'hidden', 'X-Same': 'hidden' },
        secretHint: 'hidden',
      },
      after: {
        url: 'https://example.org/b?changed',
        headers: { Authorization: 'changed', 'X-Same': 'hidden' },
        secretHint: 'changed',
        secret: 'changed',
      },
    });
    expect(JSON.stringify(auditedDifference(undefined, after))).not.toMatch(/s3c/);
    expect(auditedDifference(before, { ...before, url: 'https://example.org/c?token=s3cret-1' }).after).toEqual({
      url: 'https://example.org/c?hidden',
    });
  });
});

it('characters that PostgreSQL cannot hold are replaced', () => {
  const text = storableJson({ 'a\u0000b': ['c\u0000', '\ud800d', '😀'] });
  expect(JSON.parse(text)).toEqual({ 'a\ufffdb': ['c\ufffd', '\ufffdd', '😀'] });
});
