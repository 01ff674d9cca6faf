import { expect, it } from 'vitest';
import { dialectNamed } from '#dialects';
import { testContent as bytesOf, testEvent } from './test-event.js';

const zarish = dialectNamed('zarish-sphere');
const standard = dialectNamed('standard');
const testContent = (...given: Parameters<typeof bytesOf>) => {
  const { type, bytes } = bytesOf(...given);
  return { type, data: JSON.parse(bytes.toString()) as unknown };
};
const [first] = zarish.catalogue;
const abnormal = zarish.catalogue.find(({ type }) => type === 'observation.abnormal');

it('sends the first documented example that the webhook subscribed to', () => {
  expect(testContent(undefined, zarish, ['*'])).toEqual({ type: first?.type, data: first?.example });
  expect(testContent(null, zarish, ['observation.abnormal'])).toEqual({
    type: 'observation.abnormal',
    data: abnormal?.example,
  });
});

it('sends the documented example of a type that was asked for, subscribed to or not', () => {
  const sent = testContent({ eventType: 'observation.abnormal' }, zarish, ['patient.*']);
  expect(sent).toEqual({ type: 'observation.abnormal', data: abnormal?.example });
});

it('sends the data that was given, null included', () => {
  expect(testContent({ data: { a: 1 } }, zarish, ['*']).data).toEqual({ a: 1 });
  expect(testContent({ data: null }, zarish, ['*']).data).toBeNull();
});

it('makes something up where nothing is documented', () => {
  expect(testContent({}, standard, ['patient.*', 'bed.freed'])).toMatchObject({
    type: 'bed.freed',
    data: { test: true },
  });
  expect(testContent({}, standard, ['*']).type).toBe('carehook.test');
});

it('is a new event each time', () => {
  expect(testEvent('a', 'b', 0).uid).not.toBe(testEvent('a', 'b', 0).uid);
});
