import { describe, expect, it } from 'vitest';
import type { Webhook } from '../api/api.types';
import { bodyOf, problemsByField } from './webhook.body';
import { draftOf, emptyDraft, filtersOf } from './webhook.draft';

const WEBHOOK = {
  name: 'Ward',
  description: null,
  url: 'https://ward.example.org/hooks',
  dialect: 'some-product',
  events: ['patient.*'],
  filters: { ward: ['A1'] },
  retryConfig: { maxRetries: 2, retryDelay: 500, backoffStrategy: 'fixed' },
  headers: { 'X-Site': 'north' },
  maxConcurrency: 8,
  rateLimit: null,
  ordering: 'subject',
  batch: { maxEvents: 10, maxWaitMs: 500 },
  payload: 'full',
  redact: ['patient.name'],
  tls: { clientCertificate: null, ca: [] },
  active: false,
} as unknown as Webhook;

describe('the form', () => {
  it('sends back what it was given, but for certificates, which it cannot know', () => {
    const { name, url, events, filters, headers, retryConfig, ordering, batch, redact } = WEBHOOK;
    const body = bodyOf(draftOf(WEBHOOK), false);
    expect(body).toMatchObject({
      ...{ name, url, events, filters, headers, retryConfig, ordering, maxConcurrency: 8, rateLimit: null },
      ...{ batch, redact, payload: null },
    });
    expect(body).not.toHaveProperty('tls');
    expect(body).not.toHaveProperty('active');
  });

  it('sends certificates that were typed, and takes away those that are not wanted any more', () => {
    const typed = { ...draftOf(WEBHOOK), tls: 'own' as const, ca: 'PEM' };
    expect(bodyOf(typed, false)).toHaveProperty('tls', { ca: 'PEM' });
    expect(bodyOf({ ...typed, tls: 'public' }, false)).toHaveProperty('tls', null);
  });

  it('takes back to the default what was emptied', () => {
    const emptied = {
      ...draftOf(WEBHOOK),
      name: ' ',
      filters: '',
      headers: [],
      maxRetries: '' as const,
      isOrdered: false,
      isBatched: false,
      redact: [],
    };
    expect(bodyOf(emptied, false)).toMatchObject({
      ...{ name: null, filters: null, headers: {}, ordering: null, batch: null, redact: null },
      retryConfig: { retryDelay: 500, backoffStrategy: 'fixed' },
    });
  });

  it('sends a secret only where one was typed', () => {
    expect(bodyOf(emptyDraft('some-product', []), true)).not.toHaveProperty('secret');
    expect(bodyOf({ ...emptyDraft('some-product', []), secret: 's' }, true)).toHaveProperty('secret', 's');
  });
});

describe('filters', () => {
  it.each([
    ['', null],
    ['  ', null],
    ['{"a": 1}', { a: 1 }],
    ['[1]', undefined],
    ['"a"', undefined],
    ['{', undefined],
  ])('%j are %j', (text, filters) => {
    expect(filtersOf(text)).toEqual(filters);
  });
});

it("the API's problems stand at their fields, and none is lost", () => {
  const problems = [
    { field: 'url', reason: 'must be https' },
    { field: 'events.0', reason: 'is no type' },
    { field: 'events.1', reason: 'is no type either' },
    { field: 'retryConfig.timeout', reason: 'too long' },
    { field: 'filters.amount.gte', reason: 'must be a number' },
    { field: 'tls.clientKey', reason: 'is encrypted' },
    { field: 'tls', reason: 'is wrong' },
    { field: 'colour', reason: 'is unknown' },
  ];
  expect(problemsByField(problems)).toEqual({
    fields: {
      url: 'must be https',
      events: '0: is no type; 1: is no type either',
      timeout: 'too long',
      filters: 'amount.gte: must be a number',
      clientKey: 'is encrypted',
      tls: 'is wrong',
    },
    others: ['colour: is unknown'],
  });
});
