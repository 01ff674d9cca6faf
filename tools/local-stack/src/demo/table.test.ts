import { expect, it } from 'vitest';
import { tableLines } from './table.js';

it('aligns texts to the left and numbers to the right', () => {
  expect(
    tableLines(
      ['event', 'ms'],
      [
        ['patient.created', 7],
        ['alert', 1250],
      ],
    ),
  ).toEqual([
    'event            ms', //
    '───────────────  ────',
    'patient.created     7',
    'alert            1250',
  ]);
});
