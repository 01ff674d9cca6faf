import { parseArgs } from 'node:util';
import { BenchSizes } from './bench.sizes.js';
import type { Scenario } from './scenario.js';
import { chosenScenarios } from './scenario.registry.js';

export const HELP = `Usage: npm run bench -- [SCENARIO …] [options]

  --list           shows the scenarios; those marked * run when none is named
  --events N       size of scenarios that send a number of events
  --seconds N      length of scenarios that send at a rate
  --minutes N      length of the soak
  --only TEXT      leaves out variants of e2e whose name does not hold this
  --runs N         measures N times: medians, with smallest and largest value
  --compare FILE   shows the ratios to an earlier run's JSON
  --help           shows this`;

export interface BenchOptions {
  readonly scenarios: readonly Scenario[];
  readonly sizes: BenchSizes;
  readonly runs: number;
  readonly compareWith: string | undefined;
}

/** An option is not what it should be. */
export class OptionInvalid extends Error {
  override readonly name = 'OptionInvalid';
}

/** `help` and `list` where only that is wanted. @throws OptionInvalid, UnknownScenario */
export function benchOptions(args: readonly string[]): BenchOptions | 'help' | 'list' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  if (values.list) return 'list';
  const given = {
    ...(values.events !== undefined && { events: whole('events', values.events) }),
    ...(values.seconds !== undefined && { seconds: whole('seconds', values.seconds) }),
    ...(values.minutes !== undefined && { minutes: whole('minutes', values.minutes) }),
  };
  return {
    scenarios: chosenScenarios(positionals),
    sizes: new BenchSizes(given, positionals.length === 0, values.only),
    runs: values.runs === undefined ? 1 : whole('runs', values.runs),
    compareWith: values.compare,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean' },
        list: { type: 'boolean' },
        events: { type: 'string' },
        seconds: { type: 'string' },
        minutes: { type: 'string' },
        only: { type: 'string' },
        runs: { type: 'string' },
        compare: { type: 'string' },
      },
    });
  } catch (error) {
    throw new OptionInvalid(error instanceof Error ? error.message : String(error));
  }
}

/** Bounded, as every load here is. */
const MOST = { events: 10_000_000, seconds: 3_600, minutes: 1_440, runs: 100 } as const;

function whole(name: keyof typeof MOST, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= MOST[name]) return number;
  throw new OptionInvalid(`--${name} must be a whole number from 1 to ${MOST[name]}, not "${text}"`);
}
