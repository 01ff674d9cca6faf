/** One instruction of a Dockerfile: `COPY`, with what follows it on the line. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** A stage: what it begins from, and its instructions in order. */
export interface Stage {
  readonly name: string;
  /** An earlier stage, or an image. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** Reads the stages of a Dockerfile, with continued lines joined and comments left out. */
export function parseDockerfile(text: string): Map<string, Stage> {
  const stages = new Map<string, Stage & { instructions: Instruction[] }>();
  let current: (Stage & { instructions: Instruction[] }) | undefined;
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  for (const line of lines.filter((each) => each.trim() !== '')) {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      const [from = '', , stage = ''] = rest.split(/\s+/);
      current = { name: stage, from, instructions: [] };
      stages.set(stage, current);
    } else {
      current?.instructions.push({ name, text: rest });
    }
  }
  return stages;
}

/** The last instruction of that name of a stage or of those it is built on, as Docker has it. */
export function lastOf(stages: ReadonlyMap<string, Stage>, stage: string, name: string): string | undefined {
  const found = stages.get(stage);
  if (!found) return undefined;
  const own = found.instructions.filter((each) => each.name === name).at(-1)?.text;
  return own ?? lastOf(stages, found.from, name);
}

/** The variables that a stage and those it is built on set. */
export function variablesOf(stages: ReadonlyMap<string, Stage>, stage: string): Record<string, string> {
  const found = stages.get(stage);
  if (!found) return {};
  const own = found.instructions.filter(({ name }) => name === 'ENV').flatMap(({ text }) => text.split(/\s+/));
  return {
    ...variablesOf(stages, found.from),
    ...Object.fromEntries(own.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)])),
  };
}

/** Whether .dockerignore keeps a file from Docker: the last pattern that matches it or a folder above it decides. */
export function isIgnored(ignoreFile: string, path: string): boolean {
  const places = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  let ignored = false;
  for (const line of ignoreFile.split('\n')) {
    const pattern = line.trim();
    if (pattern === '' || pattern.startsWith('#')) continue;
    const isException = pattern.startsWith('!');
    const matcher = matcherOf(isException ? pattern.slice(1) : pattern);
    if (places.some((place) => matcher.test(place))) ignored = !isException;
  }
  return ignored;
}

function matcherOf(pattern: string): RegExp {
  const source = pattern
    .replaceAll('.', '\\.')
    .replaceAll('**/', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '(?:.*/)?');
  return new RegExp(`^${source}$`);
}
