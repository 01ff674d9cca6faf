import { expect, it } from 'vitest';
import { refuseMisfits } from './data-schema.check.js';

/** Knows one type, `bed.freed`, whose data is to be 1. */
const eventTypes = (validation: 'off' | 'warn' | 'reject') => ({
  validationOf: () => validation,
  hasSchema: (_tenantId: string, type: string) => type === 'bed.freed',
  problems: (_tenantId: string, _type: string, data: unknown) =>
    data === 1 ? [] : [{ field: 'data', reason: 'must be 1' }],
});

const event = (data: string, changes = {}) => ({
  attributes: {
    id: 'e1',
    type: 'bed.freed',
    source: '/ris',
    time: '2026-03-07T15:30:00Z',
    contentType: 'application/json',
    extensions: {},
    ...changes,
  },
  data: Buffer.from(data),
  idIsMade: false,
});

const refused = (
  events: ReturnType<typeof event>[],
  single = false,
  validation: 'off' | 'warn' | 'reject' = 'reject',
) => {
  try {
    refuseMisfits({ events, single }, 'clinic-a', eventTypes(validation));
    return [];
  } catch (error) {
    return (error as { details: { field: string }[] }).details.map(({ field }) => field);
  }
};

it('names each event of a list by its place, and one alone by its data', () => {
  expect(refused([event('1'), event('2'), event('3')])).toEqual(['[1].data', '[2].data']);
  expect(refused([event('2')], true)).toEqual(['data']);
});

it.each(['off', 'warn'] as const)('looks at nothing where the tenant says %s', (validation) => {
  expect(refused([event('2')], true, validation)).toEqual([]);
});

it('looks only at JSON of a type that has a schema', () => {
  expect(refused([event('2', { type: 'bed.taken' }), event('MSH|', { contentType: 'application/hl7-v2' })])).toEqual(
    [],
  );
});
