import { fieldOf, isTextOnly } from './filter.field.js';
import {
  COMBINATION_OPERATORS,
  type Comparison,
  type ComparisonOperator,
  type Field,
  OPERATORS,
  type Operator,
} from './filter.language.js';
import { countCondition, type ParseState, refuse } from './filter.parse-state.js';
import { OPERATOR_RULES } from './operator.rules.js';
import { isPlainObject } from './plain-object.js';

const BOUND_SUFFIXES = { _min: 'min', _max: 'max' } as const;

/** The comparisons that one key of a filter stands for: one, or one for each operator of the operator form. */
export function parseComparisons(state: ParseState, key: string, value: unknown, place: string): Comparison[] {
  const bound = boundOf(state, key, value);
  const field = fieldOf(bound?.key ?? key, state.aliases);
  if ('reason' in field) {
    countCondition(state);
    refuse(state, place, field.reason);
    return [];
  }
  if (bound !== undefined) return parseComparison(state, field, bound.operator, value, place);
  if (isPlainObject(value)) return parseOperatorForm(state, field, value, place);
  return parseComparison(state, field, Array.isArray(value) ? 'in' : 'eq', value, place);
}

/** `amount_min` split into `amount` and `min`; nothing in the operator form, nor where an alias has the whole name. */
function boundOf(state: ParseState, key: string, value: unknown): { key: string; operator: 'min' | 'max' } | undefined {
  const suffix = key.slice(-4);
  if ((suffix !== '_min' && suffix !== '_max') || key.length === suffix.length) return undefined;
  if (isPlainObject(value) || Object.hasOwn(state.aliases, key)) return undefined;
  return { key: key.slice(0, -suffix.length), operator: BOUND_SUFFIXES[suffix] };
}

function parseOperatorForm(
  state: ParseState,
  field: Field,
  operators: Readonly<Record<string, unknown>>,
  place: string,
): Comparison[] {
  const entries = Object.entries(operators);
  if (entries.length === 0) {
    countCondition(state);
    refuse(state, place, `must hold at least one of the operators ${OPERATORS.join(', ')}`);
  }
  return entries.flatMap(([name, operand]) => {
    if (isOperator(name)) return parseComparison(state, field, name, operand, `${place}.${name}`);
    if (countCondition(state)) refuse(state, `${place}.${name}`, notAnOperator(name));
    return [];
  });
}

function parseComparison(
  state: ParseState,
  field: Field,
  operator: ComparisonOperator,
  operand: unknown,
  place: string,
): Comparison[] {
  if (!countCondition(state)) return [];
  const predicate = OPERATOR_RULES[operator](operand);
  if ('reason' in predicate) {
    refuse(state, place, operandReason(operator, predicate.reason));
    return [];
  }
  const needsData = !isTextOnly(field);
  if (!needsData && operator !== 'exists' && ![operand].flat().every((item) => typeof item === 'string')) {
    refuse(state, place, 'an attribute is text: compare it with strings, or use exists');
    return [];
  }
  return [{ kind: 'comparison', place, operator, field, ...predicate, needsData }];
}

function operandReason(operator: ComparisonOperator, reason: string): string {
  if (operator !== 'min' && operator !== 'max') return reason;
  return `${reason}; a key of the data that ends in _${operator} is reached by the operator form, such as {"eq": …}`;
}

function notAnOperator(name: string): string {
  return COMBINATION_OPERATORS.some((operator) => operator === name)
    ? `${name} combines whole filters and stands beside keys, not below one`
    : `is not an operator; known are ${OPERATORS.join(', ')}, and a member of an object is reached with a dot`;
}

function isOperator(name: string): name is Operator {
  return OPERATORS.some((operator) => operator === name);
}
