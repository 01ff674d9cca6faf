/** Seeded, so that a run that found something can be run again (mulberry32). */
export class Random {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

/** What of JSON Schema an OpenAPI document uses to describe inputs. */
export interface InputSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, InputSchema>>;
  readonly required?: readonly string[];
  readonly items?: InputSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly InputSchema[];
  readonly oneOf?: readonly InputSchema[];
  readonly minimum?: number;
}

/** Texts that have broken programs before. */
export const NASTY_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '😀',
  '\u202e\u0301',
  '../../etc/passwd',
  "'; drop table webhooks; --",
  '${7*7}{{7*7}}',
  '%00%ff',
  '\r\nX-Injected: 1',
  '-1',
  '1e400',
  'x'.repeat(5_000),
  '__proto__',
  'https://example.org/\u0000',
  'https://[::ffff:169.254.169.254]/',
];

const NASTY_VALUES: readonly unknown[] = [
  ...NASTY_TEXTS,
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[[[]]]],
  { constructor: { prototype: 1 } },
  JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
  Array.from({ length: 2_000 }, () => 'a.b'),
];

const PLAUSIBLE_TEXTS = ['patient.created', 'https://example.org/hook', 'standard', '2026-03-07T15:30:00Z', 'fuzzed'];
const DEPTH_LIMIT = 6;

/** A value that more or less fits a schema; each part of it is something else with probability `brokenness`. */
export function inputFor(schema: InputSchema, random: Random, brokenness: number, depth = 0): unknown {
  if (random.chance(brokenness)) return random.pick(NASTY_VALUES);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return inputFor(random.pick(choices), random, brokenness, depth);
  const type = typeof schema.type === 'string' ? schema.type : schema.type && random.pick(schema.type);
  if (depth > DEPTH_LIMIT) return null;
  switch (type) {
    case 'object':
      return objectFor(schema, random, brokenness, depth);
    case 'array':
      return Array.from({ length: 1 + random.below(2) }, () =>
        inputFor(schema.items ?? {}, random, brokenness, depth + 1),
      );
    case 'integer':
    case 'number':
      return (schema.minimum ?? 0) + random.below(5);
    case 'boolean':
      return random.chance(0.5);
    case 'string':
      return random.pick(PLAUSIBLE_TEXTS);
    case undefined:
    default:
      return random.pick([{ a: 1 }, 'text', 1, null]);
  }
}

function objectFor(schema: InputSchema, random: Random, brokenness: number, depth: number): Record<string, unknown> {
  const required = new Set(schema.required);
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, member]): [string, unknown][] => {
    const isThere = required.has(name) ? !random.chance(brokenness) : random.chance(0.4);
    return isThere ? [[name, inputFor(member, random, brokenness, depth + 1)]] : [];
  });
  if (random.chance(brokenness) || !schema.properties) {
    members.push([random.pick(['__proto__', 'constructor', 'a\u0000b', 'toString', 'x']), random.pick(NASTY_VALUES)]);
  }
  return Object.fromEntries(members);
}

/** The JSON text of a value, now and then damaged, doubled, nested or padded. */
export function jsonBodyOf(value: unknown, random: Random): Buffer {
  const text = JSON.stringify(value) ?? 'null';
  switch (random.below(14)) {
    case 0:
      return Buffer.from(text.slice(0, random.below(text.length + 1)));
    case 1:
      return Buffer.concat([
        Buffer.from(text.slice(0, 3)),
        Buffer.from([0xff, 0xc0, 0x80]),
        Buffer.from(text.slice(3)),
      ]);
    case 2:
      return Buffer.from('['.repeat(100_000) + ']'.repeat(100_000));
    case 3:
      return Buffer.from(text.replace('{', '{"__proto__":{"active":1},"__proto__":2,'));
    case 4:
      return Buffer.from(`\ufeff${text}`);
    case 5:
      return Buffer.from(text.replace(/\d+/, '1e999999'));
    default:
      return Buffer.from(text);
  }
}
