import { someValue } from './field.values.js';
import type { Combination, CombinationOperator, Comparison, ComparisonOperator, Filter } from './filter.language.js';
import { comparisonHolds } from './filter.match.js';
import type { FilterSubject } from './filter.subject.js';

/** Why a filter matched or did not. Holds places and operators, and no value of the filter or of the data. */
export interface Explanation {
  readonly matched: boolean;
  /** In the order of the filter document. */
  readonly conditions: readonly (ComparisonExplanation | CombinationExplanation)[];
}

export interface ComparisonExplanation {
  /** Its place in the filter document: `filters.amount.gte`. */
  readonly place: string;
  readonly operator: ComparisonOperator;
  readonly held: boolean;
  /** The subject has no value for the key. */
  readonly missing: boolean;
}

export interface CombinationExplanation {
  readonly place: string;
  readonly operator: CombinationOperator;
  readonly held: boolean;
  /** One for each filter of `all` and `any`; for `not` its one filter, which holds where the `not` does not. */
  readonly branches: readonly Explanation[];
}

/** What `matches` decides, condition by condition and without stopping at the first that fails. */
export function explain(filter: Filter, subject: FilterSubject): Explanation {
  const conditions = filter.conditions.map((condition) =>
    condition.kind === 'comparison' ? explainComparison(condition, subject) : explainCombination(condition, subject),
  );
  return { matched: conditions.every((condition) => condition.held), conditions };
}

function explainComparison(comparison: Comparison, subject: FilterSubject): ComparisonExplanation {
  return {
    place: comparison.place,
    operator: comparison.operator,
    held: comparisonHolds(comparison, subject),
    missing: !someValue(comparison.field, subject, () => true),
  };
}

function explainCombination(combination: Combination, subject: FilterSubject): CombinationExplanation {
  const branches = combination.filters.map((filter) => explain(filter, subject));
  return {
    place: combination.place,
    operator: combination.operator,
    held: held(combination.operator, branches),
    branches,
  };
}

function held(operator: CombinationOperator, branches: readonly Explanation[]): boolean {
  switch (operator) {
    case 'all':
      return branches.every((branch) => branch.matched);
    case 'any':
      return branches.some((branch) => branch.matched);
    case 'not':
      return branches.every((branch) => !branch.matched);
  }
}
