import type { FieldProblem } from '#domain';
import { isObject, type SchemaNode, schemaNodes, subSchemas } from './data-schema.nodes.js';

/** What checking one value can take, and the references that cannot be followed. */
export interface SchemaCost {
  /** Schemas, those behind references counted wherever they are used, and values and names that are compared one by one. */
  readonly checks: number;
  readonly problems: readonly FieldProblem[];
}

const ALTERNATIVES = new Set(['anyOf', 'oneOf']);
/** An alternative that does not fit makes an error object first, which is thrown away. */
const CHECKS_OF_A_MISS = 8;

interface Walk {
  readonly root: SchemaNode;
  /** Those whose keywords were looked at: a reference may not lead to anything else. */
  readonly nodes: ReadonlyMap<object, SchemaNode>;
  readonly costs: Map<object, number>;
  readonly open: Set<object>;
  readonly problems: FieldProblem[];
}

export function schemaCost(root: SchemaNode): SchemaCost {
  const nodes = new Map([...schemaNodes(root)].map((node) => [node.schema as object, node]));
  const walk: Walk = { root, nodes, costs: new Map(), open: new Set(), problems: [] };
  return { checks: checksOf(root, walk), problems: walk.problems };
}

/** How many checks one value costs at most, with every reference followed. */
function checksOf(node: SchemaNode, walk: Walk): number {
  const known = walk.costs.get(node.schema);
  if (known !== undefined) return known;
  walk.open.add(node.schema);
  let checks = 1 + listedIn(node.schema);
  for (const { keyword, schema, place } of subSchemas(node)) {
    const times = ALTERNATIVES.has(keyword) ? CHECKS_OF_A_MISS : 1;
    checks += times * (isObject(schema) ? checksOf({ schema, place }, walk) : 1);
  }
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
