import { z } from 'zod';

/** The process environment does not fit: one message that names every wrong variable. */
export class ConfigurationInvalid extends Error {
  override readonly name = 'ConfigurationInvalid';
  constructor(readonly problems: readonly { readonly variable: string; readonly reason: string }[]) {
    super(`configuration:\n${problems.map(({ variable, reason }) => `  ${variable}: ${reason}`).join('\n')}`);
  }
}

/**
 * Reads the environment once, at start. An empty variable counts as not set.
 * @throws ConfigurationInvalid
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(
    Object.keys(shape)
      .map((name) => [name, environment[name]] as const)
      .filter(([name, value]) => value !== undefined && (value !== '' || MAY_BE_EMPTY.has(name))),
  );
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  throw new ConfigurationInvalid(
    result.error.issues.map((issue) => ({
      variable: issue.path.join('.'),
      reason: given[String(issue.path[0])] === undefined ? 'is required' : issue.message,
    })),
  );
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
