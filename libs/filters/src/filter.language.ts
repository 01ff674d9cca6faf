/**
 * The filter language: what a webhook's `filters` may say, and the tree that it is parsed into.
 *
 * ```json
 * { "department": "cardiology", "patient_type": ["new", "returning"], "amount_min": 1000,
 *   "patient.id": { "prefix": "p-" }, "@source": "lab", "any": [{ "urgent": true }, { "score": { "gte": 7 } }] }
 * ```
 * - Every key must hold. `{}` matches everything; a filter inside `all`, `any` or `not` has at least one key.
 * - A literal (string, number, boolean, `null`) means equality, an array of literals any of them. Types are strict:
 *   `"1"` is not `1`. Numbers are doubles on both sides, so integers above 2^53 that round alike count as equal:
 *   send such ids as strings.
 * - `key_min` and `key_max` with a number compare numbers, inclusively. A key of the data that is itself called `bp_min`
 *   is reached by the operator form: `{"bp_min": {"eq": 70}}`.
 * - The operator form `{"amount": {"gte": 1000, "lt": 5000}}`: all of its operators must hold. `gt gte lt lte` compare two
 *   numbers, or two strings by code unit (which orders RFC 3339 times of one form); anything else does not match.
 * - `all` and `any` take an array of filters, `not` one filter, as keys of a filter and never below a key.
 * - A missing key does not match, except under `exists: false`, `ne` and `nin`. `not` is plain negation, so it holds where
 *   its filter fails because of a missing key. `null` is a value and not missing.
 * - Dots go into objects, by own properties only. An array, on the way or at the end, stands for each of its elements, so
 *   `items.code` looks at every item; `items.0.code` looks at the first. Arrays within arrays are not opened. Each condition
 *   may hold through another element. A key that contains a dot cannot be addressed.
 * - `ne` and `nin` are the negations of `eq` and `in`: none of the values found is equal.
 * - `@type @source @subject @id @time @datacontenttype` and `@name` of an extension are the event's attributes, in any
 *   letter case. Attributes are text: comparing one with anything but strings is refused.
 * - An alias replaces the path that a key of its name would be: all of its locations are looked at as if their values
 *   stood in one array.
 */
export interface Filter {
  /** In the order of the document. All must hold. */
  readonly conditions: readonly Condition[];
  /** The same, those on attributes first: data is parsed only when they hold. */
  readonly cheapestFirst: readonly Condition[];
  readonly needsData: boolean;
}

export type Condition = Comparison | Combination;

export interface Comparison {
  readonly kind: 'comparison';
  /** Its place in the filter document: `filters.any[1].amount.gte`. */
  readonly place: string;
  readonly operator: ComparisonOperator;
  readonly field: Field;
  /** Whether one value passes. The comparison holds where any value passes, or none when `negated`. */
  readonly test: (value: unknown) => boolean;
  readonly negated: boolean;
  /** Of `eq` and `in` only: the values that pass, each once. */
  readonly equalTo?: readonly Literal[];
  readonly needsData: boolean;
}

export interface Combination {
  readonly kind: 'combination';
  readonly place: string;
  readonly operator: CombinationOperator;
  /** One for `not`. */
  readonly filters: readonly Filter[];
  readonly needsData: boolean;
}

/** Where a key's values are found. */
export interface Field {
  readonly locations: readonly Location[];
  /** Equal exactly for fields with the same locations. */
  readonly signature: string;
}

export type Location = { readonly attribute: string } | { readonly path: readonly PathStep[] };

/** The name of a member, or any one member (`*` in an alias's path; in a filter's own key `*` is a name). */
export type PathStep = string | { readonly anyMember: true };

/** Where a key is looked up when it is not simply a path into the data. Any location that holds is enough. */
export interface FilterAlias {
  /** Names of event attributes: `subject`, `source`, `type`, or an extension's name. */
  readonly attributes?: readonly string[];
  /** Dotted paths into the data; `*` stands for any one member. */
  readonly paths?: readonly string[];
}

export type FilterAliases = Readonly<Record<string, FilterAlias>>;

export type Literal = string | number | boolean | null;

export const OPERATORS = ['eq', 'ne', 'in', 'nin', 'gt', 'gte', 'lt', 'lte', 'prefix', 'suffix', 'exists'] as const;
export type Operator = (typeof OPERATORS)[number];
/** `min` and `max` are the suffixes `_min` and `_max`. */
export type ComparisonOperator = Operator | 'min' | 'max';

export const COMBINATION_OPERATORS = ['all', 'any', 'not'] as const;
export type CombinationOperator = (typeof COMBINATION_OPERATORS)[number];

export const MAX_FILTER_CONDITIONS = 100;
/** Filters inside filters; the outermost counts as one. */
export const MAX_FILTER_DEPTH = 10;
export const MAX_PATH_STEPS = 32;
