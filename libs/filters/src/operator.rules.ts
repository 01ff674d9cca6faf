import type { ComparisonOperator, Literal } from './filter.language.js';

/** An operator with its operand, ready to test single values. */
export interface Predicate {
  readonly test: (value: unknown) => boolean;
  readonly negated: boolean;
  readonly equalTo?: readonly Literal[];
}

/** An operand that its operator cannot take. */
export interface OperandRefusal {
  readonly reason: string;
}

/** What each operator means, and which operands it takes. */
export const OPERATOR_RULES: Readonly<Record<ComparisonOperator, (operand: unknown) => Predicate | OperandRefusal>> = {
  eq: (operand) => (isLiteral(operand) ? equality([operand]) : EXPECTED.literal),
  ne: (operand) => (isLiteral(operand) ? negation(equality([operand])) : EXPECTED.literal),
  in: (operand) => (isLiteralList(operand) ? equality(operand) : EXPECTED.literalList),
  nin: (operand) => (isLiteralList(operand) ? negation(equality(operand)) : EXPECTED.literalList),
  gt: (operand) => ordering(operand, (value, bound) => value > bound),
  gte: (operand) => ordering(operand, (value, bound) => value >= bound),
  lt: (operand) => ordering(operand, (value, bound) => value < bound),
  lte: (operand) => ordering(operand, (value, bound) => value <= bound),
  min: (operand) => numberBound(operand, (value, bound) => value >= bound),
  max: (operand) => numberBound(operand, (value, bound) => value <= bound),
  prefix: (operand) => textPart(operand, (value, part) => value.startsWith(part)),
  suffix: (operand) => textPart(operand, (value, part) => value.endsWith(part)),
  exists: (operand) =>
    typeof operand === 'boolean' ? { test: () => true, negated: !operand } : { reason: 'must be true or false' },
};

const EXPECTED = {
  literal: { reason: 'must be a string, a number, a boolean or null' },
  literalList: { reason: 'must be an array, not empty, of strings, numbers, booleans or null' },
} as const;

function isLiteral(value: unknown): value is Literal {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function isLiteralList(value: unknown): value is readonly Literal[] {
  return Array.isArray(value) && value.length > 0 && value.every(isLiteral);
}

function equality(values: readonly Literal[]): Predicate {
  const allowed = new Set<unknown>(values);
  const [only] = values;
  const test = allowed.size === 1 ? (value: unknown) => value === only : (value: unknown) => allowed.has(value);
  return { test, negated: false, equalTo: [...new Set(values)] };
}

function negation({ test }: Predicate): Predicate {
  return { test, negated: true };
}

type Order<T> = (value: T, bound: T) => boolean;

function ordering(bound: unknown, compare: Order<number | string>): Predicate | OperandRefusal {
  if (typeof bound !== 'string') {
    const predicate = numberBound(bound, compare);
    return 'reason' in predicate ? { reason: 'must be a number or a string' } : predicate;
  }
  return { test: (value) => typeof value === 'string' && compare(value, bound), negated: false };
}

function numberBound(bound: unknown, compare: Order<number>): Predicate | OperandRefusal {
  if (typeof bound !== 'number' || !Number.isFinite(bound)) return { reason: 'must be a number' };
  return { test: (value) => typeof value === 'number' && compare(value, bound), negated: false };
}

/** An empty part would let every string pass: more likely a form left empty than a wish. */
function textPart(part: unknown, compare: Order<string>): Predicate | OperandRefusal {
  if (typeof part !== 'string' || part === '') return { reason: 'must be a string, not empty' };
  return { test: (value) => typeof value === 'string' && compare(value, part), negated: false };
}
