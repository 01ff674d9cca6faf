import type { FieldProblem } from '#domain';
import { schemaCost } from './data-schema.cost.js';
import { isObject, SCHEMA_HOLDERS, type SchemaNode, schemaNodes, subSchemas } from './data-schema.nodes.js';
import { DRAFT, FORMATS, schemaFormProblems } from './data-schema.validator.js';

export const SCHEMA_LIMITS = {
  maxBytes: 64 * 1024,
  maxDepth: 32,
  /** Checks that one value can cost: schemas, references followed, and listed values and names. */
  maxChecks: 1_000,
} as const;

const MAX_PROBLEMS = 20;

/** Keywords that hold no schema and cost next to nothing. */
const PLAIN_KEYWORDS = new Set(
  `$schema $id $comment $ref title description default examples deprecated readOnly writeOnly contentEncoding
  contentMediaType type const enum format required dependentRequired minimum maximum exclusiveMinimum exclusiveMaximum
  multipleOf minLength maxLength minItems maxItems minProperties maxProperties`.split(/\s+/),
);

/** Why a keyword that JSON Schema has is not taken. */
const REFUSED: Readonly<Record<string, string>> = {
  pattern: 'regular expressions are not taken: one can take for ever',
  patternProperties: 'regular expressions are not taken: one can take for ever',
  contains: 'is not taken: looking through a long list takes too much memory',
  uniqueItems: 'is not taken: comparing a long list with itself can take for ever',
  $dynamicRef: 'is not taken: use $ref',
  $anchor: 'is not taken: refer to #/…',
};

/**
 * What is wrong with the schema of a tenant's event type; nothing when it can be used. See docs/decisions/0012: checking
 * data against it must end soon, whatever the data, for all tenants share the processes that do it.
 */
export function dataSchemaProblems(schema: unknown, field = 'schema'): FieldProblem[] {
  if (!isObject(schema)) return [{ field, reason: 'must be a JSON object' }];
  if (Buffer.byteLength(JSON.stringify(schema)) > SCHEMA_LIMITS.maxBytes) {
    return [{ field, reason: `is larger than ${SCHEMA_LIMITS.maxBytes} bytes` }];
  }
  if (depthOf(schema) > SCHEMA_LIMITS.maxDepth) {
    return [{ field, reason: `nests deeper than ${SCHEMA_LIMITS.maxDepth} levels` }];
  }
  const root = { schema, place: field };
  for (const problems of [() => keywordProblems(root), () => referenceProblems(root)]) {
    const found = problems();
    if (found.length > 0) return found.slice(0, MAX_PROBLEMS);
  }
  return schemaFormProblems(schema, field).slice(0, MAX_PROBLEMS);
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Object.values(value).reduce<number>((deepest, member) => Math.max(deepest, depthOf(member)), 0);
}

function keywordProblems(root: SchemaNode): FieldProblem[] {
  return [...schemaNodes(root)].flatMap((node) => {
    const isRoot = node.schema === root.schema;
    return [
      ...Object.entries(node.schema).flatMap(([keyword, value]) => {
        const reason = keywordProblem(keyword, value, isRoot);
        return reason === undefined ? [] : [{ field: `${node.place}.${keyword}`, reason }];
      }),
      ...subSchemas(node)
        .filter(({ schema }) => !isObject(schema) && typeof schema !== 'boolean')
        .map(({ place }) => ({ field: place, reason: 'must be a schema' })),
    ];
  });
}

function keywordProblem(keyword: string, value: unknown, isRoot: boolean): string | undefined {
  if (Object.hasOwn(REFUSED, keyword)) return REFUSED[keyword];
  if (Object.hasOwn(SCHEMA_HOLDERS, keyword)) return undefined;
  if (!PLAIN_KEYWORDS.has(keyword)) return 'is no keyword that is known here';
  if (keyword === '$id' && !isRoot) return 'is taken at the top only';
  if (keyword === '$schema' && String(value).replace(/#$/, '') !== DRAFT) return `must be ${DRAFT}`;
  if (keyword === 'format' && !FORMATS.includes(value as string)) return `must be one of ${FORMATS.join(', ')}`;
  return undefined;
}

function referenceProblems(root: SchemaNode): readonly FieldProblem[] {
  const { checks, problems } = schemaCost(root);
  if (problems.length > 0 || checks <= SCHEMA_LIMITS.maxChecks) return problems;
  const reason = `asks for more than ${SCHEMA_LIMITS.maxChecks} checks, references counted wherever they are used`;
  return [{ field: root.place, reason }];
}
