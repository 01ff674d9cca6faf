import { expect, it } from 'vitest';
import { refusalOf } from './refusal';

it('sends each problem to its field, and loses none', () => {
  const problems = [
    { field: 'name', reason: 'is required' },
    { field: 'allowedIps.0', reason: 'is no network' },
    { field: 'allowedIps.2', reason: 'is none either' },
    { field: 'batch.maxEvents', reason: 'is too small' },
    { field: 'batch', reason: 'is not for this format' },
    { field: 'names', reason: 'is unknown' },
  ];
  expect(refusalOf(problems, ['name', 'allowedIps', 'batch', 'batch.maxEvents'])).toEqual({
    problems: {
      name: 'is required',
      allowedIps: '0: is no network; 2: is none either',
      'batch.maxEvents': 'is too small',
      batch: 'is not for this format',
    },
    others: ['names: is unknown'],
  });
});
