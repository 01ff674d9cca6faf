import { describe, expect, it } from 'vitest';
import { explain } from './filter.explain.js';
import { subjectOf } from './filter.fixtures.js';
import { parseFilter } from './filter.parse.js';

describe('explain', () => {
  it('tells of every condition where it stands, whether it held and whether its key was missing', () => {
    const filter = parseFilter({
      department: 'cardiology',
      '@source': ['lab'],
      amount_min: 1000,
      score: { gte: 1, lt: 5 },
      any: [{ urgent: true }, { not: { ward: { exists: true } } }],
    });
    expect(explain(filter, subjectOf({ department: 'cardiology', score: 7 }))).toEqual({
      matched: false,
      conditions: [
        { place: 'filters.department', operator: 'eq', held: true, missing: false },
        { place: 'filters.@source', operator: 'in', held: false, missing: false },
        { place: 'filters.amount_min', operator: 'min', held: false, missing: true },
        { place: 'filters.score.gte', operator: 'gte', held: true, missing: false },
        { place: 'filters.score.lt', operator: 'lt', held: false, missing: false },
        {
          place: 'filters.any',
          operator: 'any',
          held: true,
          branches: [
            {
              matched: false,
              conditions: [{ place: 'filters.any[0].urgent', operator: 'eq', held: false, missing: true }],
            },
            {
              matched: true,
              conditions: [
                {
                  place: 'filters.any[1].not',
                  operator: 'not',
                  held: true,
                  branches: [
                    {
                      matched: false,
                      conditions: [
                        { place: 'filters.any[1].not.ward.exists', operator: 'exists', held: false, missing: true },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });
});
