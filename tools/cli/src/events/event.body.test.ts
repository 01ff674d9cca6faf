import { expect, it } from 'vitest';
import { chunksOfLines, eventBody } from './event.body.js';

it('leaves the data as it was written', () => {
  const body = eventBody('lab.result', ' {"value": 1.00, "id": 12345678901234567890}\n', { subject: 'p"1' });
  expect(body).toBe('{"type":"lab.result","subject":"p\\"1","data":{"value": 1.00, "id": 12345678901234567890}}');
});

it('refuses data that would break out of its place', () => {
  expect(() => eventBody('a.b', '1,"tenant":"x"', {})).toThrow('data: is no JSON');
});

it('sends no more lines at a time than one request may have', () => {
  expect(chunksOfLines('1\n\n2\n3\r\n\n', 2)).toEqual([['1', '2'], ['3\r']]);
  expect(chunksOfLines('\n', 2)).toEqual([]);
});
