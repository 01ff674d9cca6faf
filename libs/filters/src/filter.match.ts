import { someValue } from './field.values.js';
import type { Combination, Comparison, Filter } from './filter.language.js';
import type { FilterSubject } from './filter.subject.js';

/** Whether the filter holds. Reads the subject's data only when it must; never throws because of what the data is. */
export function matches(filter: Filter, subject: FilterSubject): boolean {
  return filter.cheapestFirst.every((condition) =>
    condition.kind === 'comparison' ? comparisonHolds(condition, subject) : combinationHolds(condition, subject),
  );
}

/** Whether one comparison holds by itself. */
export function comparisonHolds({ field, test, negated }: Comparison, subject: FilterSubject): boolean {
  return someValue(field, subject, test) !== negated;
}

function combinationHolds({ operator, filters }: Combination, subject: FilterSubject): boolean {
  switch (operator) {
    case 'all':
      return filters.every((filter) => matches(filter, subject));
    case 'any':
      return filters.some((filter) => matches(filter, subject));
    case 'not':
      return !filters.some((filter) => matches(filter, subject));
  }
}
