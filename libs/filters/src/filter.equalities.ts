import type { Condition, Field, Filter, Literal } from './filter.language.js';

/** A condition that a matching subject must meet: one of the values found at `field` is one of `values`. */
export interface Equality {
  readonly field: Field;
  /** Not empty; each once. */
  readonly values: readonly Literal[];
}

/**
 * The equalities (`eq`, `in`, literals and arrays) that hold in every subject the filter matches: those at its top and
 * inside `all`. An index may file the filter under any one of them and look it up by each value that `someValue` shows for
 * the field, which are the values that `matches` tests: arrays and aliases with several locations included.
 */
export function equalitiesOf(filter: Filter): readonly Equality[] {
  return filter.conditions.flatMap(conditionEqualities);
}

/** The first of `equalitiesOf`, or `undefined` where there is none. */
export function equalityOf(filter: Filter): Equality | undefined {
  return equalitiesOf(filter)[0];
}

function conditionEqualities(condition: Condition): readonly Equality[] {
  if (condition.kind === 'combination')
    return condition.operator === 'all' ? condition.filters.flatMap(equalitiesOf) : [];
  return condition.equalTo === undefined ? [] : [{ field: condition.field, values: condition.equalTo }];
}
