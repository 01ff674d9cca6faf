import type { FieldProblem } from '#domain';
import { isObject, SCHEMA_HOLDERS, type SchemaNode, schemaNodes, subSchemas } from './data-schema.nodes.js';
import { DRAFT, FORMATS, schemaFormProblems } from './data-schema.validator.js';

export const SCHEMA_LIMITS = {
  maxBytes: 64 * 1024,
  maxDepth: 32,
  /** Checks that one value can cost: schemas, references followed, and listed values and names. */
  maxChecks: 2_000,
} as const;

const MAX_PROBLEMS = 20;

/** Keywords that hold no schema and cost next to nothing. */
const PLAIN_KEYWORDS = new Set(
  `$schema $id $comment $ref title description default examples deprecated readOnly writeOnly contentEncoding
  contentMediaType type const enum format required dependentRequired minimum maximum exclusiveMinimum exclusiveMaximum
  multipleOf minLength maxLength minItems maxItems minContains maxContains minProperties maxProperties`.split(/\s+/),
);

/** Why a keyword that JSON Schema has is not taken. */
const REFUSED: Readonly<Record<string, string>> = {
  pattern: 'regular expressions are not taken: one can take for ever',
  patternProperties: 'regular expressions are not taken: one can take for ever',
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

interface Walk {
  readonly root: SchemaNode;
  /** Those whose keywords were looked at: a reference may not lead to anything else. */
  readonly nodes: ReadonlyMap<object, SchemaNode>;
  readonly costs: Map<object, number>;
  readonly open: Set<object>;
  readonly problems: FieldProblem[];
}

function referenceProblems(root: SchemaNode): FieldProblem[] {
  const nodes = new Map([...schemaNodes(root)].map((node) => [node.schema as object, node]));
  const walk: Walk = { root, nodes, costs: new Map(), open: new Set(), problems: [] };
  const checks = checksOf(root, walk);
  if (walk.problems.length === 0 && checks > SCHEMA_LIMITS.maxChecks) {
    const reason = `asks for more than ${SCHEMA_LIMITS.maxChecks} checks, references counted wherever they are used`;
    return [{ field: root.place, reason }];
  }
  return walk.problems;
}

/** How many checks one value costs at most, with every reference followed. */
function checksOf(node: SchemaNode, walk: Walk): number {
  const known = walk.costs.get(node.schema);
  if (known !== undefined) return known;
  walk.open.add(node.schema);
  let checks = 1 + listedIn(node.schema);
  for (const { schema, place } of subSchemas(node)) checks += isObject(schema) ? checksOf({ schema, place }, walk) : 1;
  if (Object.hasOwn(node.schema, '$ref')) checks += checksBehind(node, walk);
  walk.open.delete(node.schema);
  walk.costs.set(node.schema, checks);
  return checks;
}

function checksBehind({ schema, place }: SchemaNode, walk: Walk): number {
  const target = walk.nodes.get(pointedAt(schema.$ref, walk.root.schema) as object);
  let reason: string | undefined;
  if (!target) reason = 'must be # and the JSON pointer of a schema in this document';
  else if (walk.open.has(target.schema)) reason = 'leads back to itself: recursive schemas are not taken';
  if (reason === undefined && target) return checksOf(target, walk);
  walk.problems.push({ field: `${place}.$ref`, reason: reason ?? '' });
  return 0;
}

/** Values and names are compared one by one. */
function listedIn({ enum: values, required, dependentRequired }: Readonly<Record<string, unknown>>): number {
  const lists = [values, required, ...Object.values(isObject(dependentRequired) ? dependentRequired : {})];
  return lists.reduce<number>((count, each) => count + (Array.isArray(each) ? each.length : 0), 0);
}

/** What `#` or `#/a/b` points at; `undefined` where that is nothing. */
function pointedAt(reference: unknown, root: unknown): unknown {
  if (reference === '#') return root;
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return undefined;
  let value = root;
  for (const part of reference.slice(2).split('/')) {
    const name = decoded(part)?.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || name === undefined || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
