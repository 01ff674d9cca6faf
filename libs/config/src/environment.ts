import { z } from 'zod';
import { kafkaSecurityProblems } from './kafka-security.settings.js';
import { type Problem, variableText } from './secret.files.js';

/** The process environment does not fit: one message that names every wrong variable. */
export class ConfigurationInvalid extends Error {
  override readonly name = 'ConfigurationInvalid';
  constructor(readonly problems: readonly Problem[]) {
    super(`configuration:\n${problems.map(({ variable, reason }) => `  ${variable}: ${reason}`).join('\n')}`);
  }
}

/**
 * Reads the environment once, at start. An empty variable counts as not set; a secret may stand in a file that
 * `NAME_FILE` names.
 * @throws ConfigurationInvalid
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<Shape>> {
  const { given, problems } = textsOf(Object.keys(shape), environment);
  problems.push(...kafkaSecurityProblems(given));
  const result = z.object(shape).safeParse(given);
  if (result.success && problems.length === 0) return result.data;
  const files = new Set(problems.map(({ variable }) => variable));
  const issues = (result.error?.issues ?? [])
    .filter(({ path }) => !files.has(`${path.join('.')}_FILE`))
    .map(({ path, message }) => ({
      variable: path.join('.'),
      reason: given[String(path[0])] === undefined ? 'is required' : message,
    }));
  throw new ConfigurationInvalid([...issues, ...problems]);
}

/** What the variables are set to, and which of their files cannot be read. */
function textsOf(names: readonly string[], environment: NodeJS.ProcessEnv) {
  const given: Record<string, string> = {};
  const problems: Problem[] = [];
  for (const name of names) {
    const text = variableText(name, environment);
    if (typeof text === 'object') problems.push(text);
    else if (text !== undefined && (text !== '' || MAY_BE_EMPTY.has(name))) given[name] = text;
  }
  return { given, problems };
}

/** EX_CONFIG of sysexits.h. */
const EXIT_CODE_CONFIGURATION = 78;

/** Reads a process's settings at its start; where they are wrong, says so in one message and ends the process. */
export function readSettings<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  try {
    return readEnvironment(shape);
  } catch (error) {
    if (!(error instanceof ConfigurationInvalid)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CODE_CONFIGURATION);
  }
}

/** Set to nothing, these mean "none", which differs from their default. */
const MAY_BE_EMPTY = new Set(['DELIVERY_ALLOWED_NETWORKS']);

export const integer = (minimum: number, maximum = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(minimum).max(maximum);

/** Comma-separated; blanks around the entries do not count. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);
