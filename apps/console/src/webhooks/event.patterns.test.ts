import { expect, it } from 'vitest';
import type { EventType } from '../api/api.types';
import { inOrderFor, isMatched, suggestionsOf } from './event.patterns';

it.each([
  [['*'], true],
  [['patient.*'], true],
  [['lab.*', 'patient.created'], true],
  [['patient.updated'], false],
  [['pat'], false],
  [[], false],
])('%j match patient.created: %s', (patterns, expected) => {
  expect(isMatched(patterns, 'patient.created')).toBe(expected);
});

it("a tenant's own types come first, then the dialect's, then other products', then Carehook's", () => {
  const type = (name: string, origin: string, dialect: string | null) => ({ type: name, origin, dialect }) as EventType;
  const types = [
    type('d', 'Carehook', null),
    type('c', 'Other', 'other'),
    type('b', 'This', 'this'),
    type('a', 'tenant', null),
  ];
  expect(inOrderFor('this', types).map((each) => each.type)).toEqual(['a', 'b', 'c', 'd']);
});

it('what begins alike is suggested together, and nothing twice', () => {
  expect(suggestionsOf(['patient.created', 'patient.updated', 'lab.ready', 'patient.created'])).toEqual([
    ...['*', 'patient.*', 'patient.created', 'patient.updated', 'lab.ready'],
  ]);
});
