import { expect, it } from 'vitest';
import { PayloadRule } from './webhook-payload.rule.js';

const fieldsOf = (apiUrl: string | undefined, payload: 'full' | 'thin', redact: string[] | null) =>
  new PayloadRule(apiUrl).problems({ payload, redact }).map(({ field }) => field);

it('whole and redacted deliveries need nothing else', () => {
  expect([fieldsOf(undefined, 'full', null), fieldsOf(undefined, 'full', ['a'])]).toEqual([[], []]);
});

it('thin deliveries need to know where the API is, and cannot be redacted', () => {
  expect(fieldsOf('https://carehook.example', 'thin', null)).toEqual([]);
  expect(new PayloadRule(undefined).problems({ payload: 'thin', redact: null })).toEqual([
    { field: 'payload', reason: expect.stringContaining('PUBLIC_API_URL') },
  ]);
  expect(fieldsOf('https://carehook.example', 'thin', ['a'])).toEqual(['payload', 'redact']);
});
