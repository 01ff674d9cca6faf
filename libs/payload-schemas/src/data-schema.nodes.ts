/** A schema object inside a schema document, and where it stands: `schema.properties.x`. */
export interface SchemaNode {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly place: string;
}

/** A schema that another one holds; `schema` is whatever stands there. */
export interface SubSchema {
  readonly keyword: string;
  readonly schema: unknown;
  readonly place: string;
}

/** Keywords of draft 2020-12 that hold other schemas, and how. */
export const SCHEMA_HOLDERS: Readonly<Record<string, 'one' | 'list' | 'map'>> = {
  items: 'one',
  additionalProperties: 'one',
  propertyNames: 'one',
  unevaluatedItems: 'one',
  unevaluatedProperties: 'one',
  not: 'one',
  if: 'one',
  then: 'one',
  else: 'one',
  allOf: 'list',
  anyOf: 'list',
  oneOf: 'list',
  prefixItems: 'list',
  properties: 'map',
  dependentSchemas: 'map',
  $defs: 'map',
  definitions: 'map',
};

/** What a schema holds, one level down. */
export function subSchemas({ schema, place }: SchemaNode): SubSchema[] {
  return Object.entries(schema).flatMap(([keyword, value]): SubSchema[] => {
    const holds = Object.hasOwn(SCHEMA_HOLDERS, keyword) ? SCHEMA_HOLDERS[keyword] : undefined;
    const at = `${place}.${keyword}`;
    if (holds === undefined) return [];
    if (holds === 'one') return [{ keyword, schema: value, place: at }];
    // Anything else than a list or a map is reported at the keyword itself, as no schema.
    if (!isObject(value) && !Array.isArray(value)) return [{ keyword, schema: value, place: at }];
    return Object.entries(value).map(([name, each]) => ({ keyword, schema: each as unknown, place: `${at}.${name}` }));
  });
}

/** The schema and every schema object within it. */
export function* schemaNodes(root: SchemaNode): Generator<SchemaNode> {
  yield root;
  for (const { schema, place } of subSchemas(root)) if (isObject(schema)) yield* schemaNodes({ schema, place });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
