import type { Scenario } from './scenario.js';
import { E2E } from './scenarios/e2e.scenario.js';
import { INGEST } from './scenarios/ingest.scenario.js';
import { ISOLATION } from './scenarios/isolation.scenario.js';
import { LATENCY } from './scenarios/latency.scenario.js';
import { MEMORY } from './scenarios/memory.scenario.js';
import { RAW } from './scenarios/raw.scenario.js';
import { RECORDER } from './scenarios/recorder.scenario.js';
import { ROUTER } from './scenarios/router.scenario.js';
import { SCHEDULER } from './scenarios/scheduler.scenario.js';
import { SOAK } from './scenarios/soak.scenario.js';
import { STARTUP } from './scenarios/startup.scenario.js';

/** Every scenario, in the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [
  RAW,
  INGEST,
  E2E,
  LATENCY,
  ISOLATION,
  ROUTER,
  SCHEDULER,
  RECORDER,
  STARTUP,
  MEMORY,
  SOAK,
];

/** A name that no scenario has. */
export class UnknownScenario extends Error {
  override readonly name = 'UnknownScenario';
  constructor(readonly names: readonly string[]) {
    super(`no scenario is called ${names.join(', ')}; there are:\n${scenarioLines().join('\n')}`);
  }
}

/** Those that were asked for, or the usual ones. @throws UnknownScenario */
export function chosenScenarios(names: readonly string[]): Scenario[] {
  const unknown = names.filter((wanted) => !SCENARIOS.some(({ name }) => name === wanted));
  if (unknown.length > 0) throw new UnknownScenario(unknown);
  return SCENARIOS.filter(({ name, isUsual }) => (names.length === 0 ? isUsual : names.includes(name)));
}

/** One line a scenario; those of a run without names are marked. */
export function scenarioLines(): string[] {
  const width = Math.max(...SCENARIOS.map(({ name }) => name.length));
  return SCENARIOS.map(
    ({ name, isUsual, sentence, takes }) =>
      `${isUsual ? '*' : ' '} ${name.padEnd(width)}  ${sentence} (about ${takes})`,
  );
}
