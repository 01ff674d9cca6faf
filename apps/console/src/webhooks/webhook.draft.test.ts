import { describe, expect, it } from 'vitest';
import type { Webhook } from '../api/api.types';
import { bodyOf, draftOf, emptyDraft, filtersOf, problemsByField } from './webhook.draft';

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
} as unknown as Webhook;

describe('the form', () => {
  it('sends back what it was given, and what it does not show', () => {
    const { name, url, events, filters, headers, retryConfig, ordering } = WEBHOOK;
    expect(bodyOf(draftOf(WEBHOOK), WEBHOOK)).toMatchObject({
      ...{ name, url, events, filters, headers, retryConfig, ordering, maxConcurrency: 8, rateLimit: null },
    });
  });

  it('takes back to the default what was emptied', () => {
    const emptied = {
      ...draftOf(WEBHOOK),
      name: ' ',
      filters: '',
      headers: [],
      maxRetries: '' as const,
      isOrdered: false,
    };
    expect(bodyOf(emptied, WEBHOOK)).toMatchObject({
      ...{ name: null, filters: null, headers: {}, ordering: null },
      retryConfig: { retryDelay: 500, backoffStrategy: 'fixed' },
    });
  });

  it('sends a secret only where one was typed', () => {
    expect(bodyOf(emptyDraft('some-product', []), undefined)).not.toHaveProperty('secret');
    expect(bodyOf({ ...emptyDraft('some-product', []), secret: 's' }, undefined)).toHaveProperty('secret', 's');
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
    { field: 'tls', reason: 'is wrong' },
  ];
  expect(problemsByField(problems)).toEqual({
    fields: {
      url: 'must be https',
      events: '0: is no type; 1: is no type either',
      timeout: 'too long',
      filters: 'amount.gte: must be a number',
    },
    others: ['tls: is wrong'],
  });
});
