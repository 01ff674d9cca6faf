import { Ajv2020, type ErrorObject, type Options } from 'ajv/dist/2020.js';
import addFormats, { type FormatName } from 'ajv-formats';
import type { DataSchema } from '#dialects';
import type { FieldProblem } from '#domain';
import { schemaCost } from './data-schema.cost.js';
import { isObject, schemaNodes } from './data-schema.nodes.js';

/** The draft of JSON Schema that schemas are read by; that of OpenAPI 3.1. */
export const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** All of them check in a time that is linear in the text's length. */
export const FORMATS: readonly string[] = [
  'date',
  'time',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uuid',
];

/** A schema that cannot be compiled. `reason` is about the schema only. */
export class DataSchemaUnusable extends Error {
  override readonly name = 'DataSchemaUnusable';
  constructor(readonly reason: string) {
    super(`the schema cannot be used: ${reason}`);
  }
}

/** What is wrong with parsed data, each by its path (`data.patient.id`), never with a value of it; `[]` when it fits. */
export type DataValidator = (data: unknown) => readonly FieldProblem[];

const MAX_PROBLEMS = 5;
const MAX_REASON_LENGTH = 200;

/**
 * Checks times values of an event: the worst that was found takes three seconds, in which nothing else runs in the
 * process. A schema of 30 checks has room for 10 MiB of ordinary JSON.
 */
const MAX_WORK = 20_000_000;
/** Of a string, what length and format look through weighs as much as one value. */
const CHARS_A_VALUE = 16;

const OPTIONS: Options = {
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  // Clinical numbers may be beyond what a double holds: 1e400 is a number all the same.
  strictNumbers: false,
  // 0.07 is a multiple of 0.01, though not in binary fractions.
  multipleOfPrecision: 9,
  // Else a member called `constructor` is always there.
  ownProperties: true,
  logger: false,
  formats: Object.fromEntries(
    (FORMATS as FormatName[]).map((name) => [name, addFormats.default.get(name, name === 'uri' ? 'fast' : 'full')]),
  ),
};

/** Knows the draft; compiles nothing, for an Ajv holds on to what it once compiled. */
const draft = new Ajv2020(OPTIONS);

/** Keyed by the schema object: built-in schemas compile once in a process, a tenant's once for each version. */
const validators = new WeakMap<DataSchema, DataValidator>();

/**
 * The validator of a schema; compiled when first asked for, which takes milliseconds.
 * @throws DataSchemaUnusable
 */
export function dataValidator(schema: DataSchema): DataValidator {
  let validator = validators.get(schema);
  if (!validator) {
    validator = compiled(schema);
    validators.set(schema, validator);
  }
  return validator;
}

/** Where a schema breaks the rules of its draft. Its keywords must have been looked at: see `dataSchemaProblems`. */
export function schemaFormProblems(schema: DataSchema, field: string): FieldProblem[] {
  const document = withoutNames(schema);
  if (!draft.validateSchema(document)) {
    const problems = (draft.errors ?? []).map(({ instancePath, message = 'is wrong' }) => ({
      field:
        field +
        segmentsOf(instancePath)
          .map((segment) => `.${segment}`)
          .join(''),
      reason: message,
    }));
    return [...new Map(problems.map((problem) => [problem.field, problem])).values()];
  }
  try {
    dataValidator(schema);
    return [];
  } catch (error) {
    if (!(error instanceof DataSchemaUnusable)) throw error;
    return [{ field, reason: error.reason }];
  }
}

function compiled(schema: DataSchema): DataValidator {
  try {
    const validate = new Ajv2020({ ...OPTIONS, meta: false, validateSchema: false }).compile(withoutNames(schema));
    const names = namesIn(schema);
    const maxWeight = MAX_WORK / schemaCost({ schema, place: '' }).checks;
    return (data) => {
      if (weightOf(data, maxWeight) > maxWeight) return TOO_MUCH;
      return validate(data) ? [] : problemsOf(validate.errors ?? [], data, names);
    };
  } catch (error) {
    throw new DataSchemaUnusable(error instanceof Error ? error.message.slice(0, MAX_REASON_LENGTH) : 'unknown');
  }
}

const TOO_MUCH: readonly FieldProblem[] = [{ field: 'data', reason: 'is too much to be checked against this schema' }];

/** How many values there are; counts no further than `max`. */
function weightOf(value: unknown, max: number): number {
  if (typeof value === 'string') return 1 + value.length / CHARS_A_VALUE;
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 1;
  for (const name in value) {
    weight += weightOf((value as Record<string, unknown>)[name], max - weight);
    if (weight > max) break;
  }
  return weight;
}

/** A copy without what names the document as a whole, which is no business of ours: `$id` would change what references mean. */
function withoutNames({ $id: _id, $schema: _draft, ...document }: DataSchema): DataSchema {
  return document;
}

function problemsOf(errors: readonly ErrorObject[], data: unknown, names: ReadonlySet<string>): FieldProblem[] {
  const problems = errors.map((error) => problemOf(error, data, names));
  return [...new Map(problems.map((problem) => [`${problem.field} ${problem.reason}`, problem])).values()].slice(
    0,
    MAX_PROBLEMS,
  );
}

function problemOf(error: ErrorObject, data: unknown, names: ReadonlySet<string>): FieldProblem {
  const field = fieldOf(error.instancePath, data, names);
  const { missingProperty } = error.params as { missingProperty?: string };
  if (error.keyword === 'required') return { field: `${field}.${missingProperty ?? '*'}`, reason: 'is required' };
  return { field, reason: (error.message ?? 'is wrong').slice(0, MAX_REASON_LENGTH) };
}

/** `data.visits.0.*.dose`: a member that the schema does not name may be called by a patient's name, so it is `*`. */
function fieldOf(instancePath: string, data: unknown, names: ReadonlySet<string>): string {
  let value = data;
  const shown = segmentsOf(instancePath).map((segment) => {
    const isShown = Array.isArray(value) || names.has(segment);
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[segment] : undefined;
    return isShown ? segment : '*';
  });
  return ['data', ...shown].join('.');
}

function segmentsOf(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function namesIn(schema: DataSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of schemaNodes({ schema, place: '' })) {
    const { properties } = node.schema;
    for (const name of isObject(properties) ? Object.keys(properties) : []) names.add(name);
  }
  return names;
}
