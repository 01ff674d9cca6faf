import { parseComparisons } from './comparison.parse.js';
import {
  COMBINATION_OPERATORS,
  type Combination,
  type CombinationOperator,
  type Condition,
  type Filter,
  type FilterAliases,
  MAX_FILTER_CONDITIONS,
  MAX_FILTER_DEPTH,
} from './filter.language.js';
import { type ParseState, refuse } from './filter.parse-state.js';
import { FilterRefused } from './filter.refused.js';
import { isPlainObject } from './plain-object.js';

/**
 * Parses a filter document (the language: see `Filter`) as `JSON.parse` gives it. `aliases` are the dialect's names;
 * `root` is what the document is called in problems, such as `filters` in `filters.amount.gte`.
 * Throws `FilterRefused` with every problem found, at most 100.
 */
export function parseFilter(document: unknown, aliases: FilterAliases = {}, root = 'filters'): Filter {
  const state: ParseState = { aliases, root, problems: [], conditionCount: 0 };
  const filter = parseDocument(state, document, root, 1);
  if (state.problems.length > 0) throw new FilterRefused(state.problems);
  return filter;
}

function parseDocument(state: ParseState, document: unknown, place: string, depth: number): Filter {
  if (depth > MAX_FILTER_DEPTH) {
    refuse(state, place, `filters are nested at most ${MAX_FILTER_DEPTH} deep`);
  } else if (!isPlainObject(document)) {
    refuse(state, place, 'must be an object of conditions');
  } else if (depth > 1 && Object.keys(document).length === 0) {
    refuse(state, place, 'must hold at least one condition');
  } else {
    return conjunction(
      Object.entries(document).flatMap(([key, value]) => parseEntry(state, key, value, `${place}.${key}`, depth)),
    );
  }
  return conjunction([]);
}

function parseEntry(state: ParseState, key: string, value: unknown, place: string, depth: number): Condition[] {
  if (state.conditionCount > MAX_FILTER_CONDITIONS) return [];
  if (isCombinationOperator(key)) return parseCombination(state, key, value, place, depth);
  return parseComparisons(state, key, value, place);
}

function parseCombination(
  state: ParseState,
  operator: CombinationOperator,
  operand: unknown,
  place: string,
  depth: number,
): Combination[] {
  if (operator === 'not') return [combination(operator, place, [parseDocument(state, operand, place, depth + 1)])];
  if (!Array.isArray(operand) || operand.length === 0) {
    refuse(state, place, 'must be an array, not empty, of filters');
    return [];
  }
  const filters = operand.map((branch, n) => parseDocument(state, branch, `${place}[${n}]`, depth + 1));
  return [combination(operator, place, filters)];
}

function isCombinationOperator(key: string): key is CombinationOperator {
  return COMBINATION_OPERATORS.some((operator) => operator === key);
}

function combination(operator: CombinationOperator, place: string, filters: readonly Filter[]): Combination {
  return { kind: 'combination', place, operator, filters, needsData: filters.some((filter) => filter.needsData) };
}

function conjunction(conditions: readonly Condition[]): Filter {
  return {
    conditions,
    cheapestFirst: conditions.toSorted((a, b) => Number(a.needsData) - Number(b.needsData)),
    needsData: conditions.some((condition) => condition.needsData),
  };
}
