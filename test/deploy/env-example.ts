import type { z } from 'zod';
import { type AppSettings, isRequired } from './apps.settings.js';

const HEAD = `# Every variable that Carehook's services read, made from their settings by \`npm run env:example\`.
# Copy it to .env. What is commented out has the value that it would have anyway, or none; what is not must be given.
`;

/** Required ones are given what docker-compose.yml needs; a secret is left empty, so that nobody runs with an example's. */
const EXAMPLES: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://carehook:carehook@postgres:5432/carehook',
  KAFKA_BROKERS: 'kafka:19092',
  CAREHOOK_MASTER_KEY: '',
};

interface Variable {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly apps: readonly string[];
}

/** The text of .env.example: each variable once, with what it means, who reads it and its default. */
export function envExample(apps: readonly AppSettings[]): string {
  const paragraphs = variablesOf(apps).map((variable) => {
    const readers = variable.apps.length === apps.length ? 'all services' : variable.apps.join(', ');
    return [`# ${describe(variable)}`, `# Read by ${readers}.`, assignment(variable), ''].join('\n');
  });
  return [HEAD, ...paragraphs].join('\n');
}

function variablesOf(apps: readonly AppSettings[]): Variable[] {
  const variables = new Map<string, Variable>();
  for (const { name: app, shape } of apps) {
    for (const [name, schema] of Object.entries(shape)) {
      const known = variables.get(name);
      variables.set(name, { name, schema, apps: [...(known?.apps ?? []), app] });
    }
  }
  return [...variables.values()];
}

/** @throws RangeError for a setting that does not say what it is */
function describe({ name, schema }: Variable): string {
  if (!schema.description) throw new RangeError(`${name} has no description`);
  return schema.description;
}

function assignment({ name, schema }: Variable): string {
  if (isRequired(schema)) return `${name}=${EXAMPLES[name] ?? ''}`;
  const value = schema.parse(undefined) as string | number | readonly string[] | undefined;
  return `#${name}=${value?.toString() ?? ''}`;
}
