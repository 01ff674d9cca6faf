/** `npm run bench`: measures the built product as `npm start` runs it, on servers of its own. */
import { join } from 'node:path';
import { LOCAL_FOLDER } from '../../../tools/local-stack/src/layout.paths.js';
import { surviveClosedTerminal } from '../../../tools/local-stack/src/reporter.js';
import { onStopSignal } from '../../../tools/local-stack/src/stop.signals.js';
import { BenchContext } from './bench.context.js';
import { type BenchOptions, benchOptions, HELP, OptionInvalid } from './bench.options.js';
import { nowMs } from './clock.js';
import { HAS_USAGE } from './measure/process.usage.js';
import { overRuns, type ScenarioFailure, type ScenarioRun } from './report/bench.result.js';
import { machineFacts, type Versions, versions } from './report/machine.facts.js';
import { compared } from './report/result.comparison.js';
import { NoBenchFile, readBenchFile, writeBenchFile } from './report/result.file.js';
import { comparisonLines, resultLines } from './report/result.table.js';
import { scenarioLines, UnknownScenario } from './scenario.registry.js';

const say = (line: string) => console.log(line);
const failures: ScenarioFailure[] = [];
let context: Promise<BenchContext> | undefined;
let stopping: Promise<never> | undefined;

surviveClosedTerminal();
onStopSignal(
  () => {
    say('\nstopping …');
    void end(130);
  },
  () => process.exit(1),
);
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
run().catch(fail);

async function run(): Promise<void> {
  const options = benchOptions(process.argv.slice(2));
  if (options === 'help') return say(HELP);
  if (options === 'list') return scenarioLines().forEach(say);
  const earlier = options.compareWith === undefined ? undefined : readBenchFile(options.compareWith);
  const at = new Date().toISOString();
  if (!HAS_USAGE) say('what each process uses is left out: only Linux says so');
  context = BenchContext.start(join(LOCAL_FOLDER, 'bench'), options.sizes, say);
  const bench = await context;
  const versionsNow = await versions(bench.servers.databaseUrl);
  describe(versionsNow);

  const runs: ScenarioRun[][] = [];
  for (let number = 1; number <= options.runs; number += 1) runs.push(await runOnce(bench, options, number));
  const scenarios = overRuns(runs);
  if (options.runs > 1) for (const result of scenarios) resultLines(result).forEach(say);
  const file = { at, runs: options.runs, machine: machineFacts(), versions: versionsNow, scenarios, failures };
  if (earlier) comparisonLines(compared(earlier.scenarios, scenarios)).forEach(say);
  say(`\nwritten to ${writeBenchFile(file)}`);
  for (const { scenario, reason } of failures) say(`${scenario} FAILED: ${reason}`);
  await end(failures.length > 0 ? 1 : 0);
}

/** Every chosen scenario once; its table is printed as soon as it is there. One that fails does not stop the others. */
async function runOnce(bench: BenchContext, { scenarios, runs }: BenchOptions, number: number): Promise<ScenarioRun[]> {
  const done: ScenarioRun[] = [];
  for (const scenario of scenarios) {
    say(`\n${runs > 1 ? `run ${number} of ${runs}: ` : ''}${scenario.name}: ${scenario.sentence} …`);
    const startedAtMs = nowMs();
    try {
      done.push({ scenario: scenario.name, measurements: await scenario.run(bench) });
    } catch (error) {
      if (stopping) throw error;
      failures.push({ scenario: scenario.name, reason: String(error) });
      say(`${scenario.name} FAILED: ${String(error)}`);
      continue;
    } finally {
      await bench.stopProduct();
    }
    for (const result of overRuns([done.slice(-1)])) resultLines(result).forEach(say);
    say(`\n${scenario.name} took ${Math.round((nowMs() - startedAtMs) / 1_000)} s`);
  }
  return done;
}

function describe({ node, postgres, kafka, commit = 'no commit', isDirty }: Versions): void {
  const { cpu, cores, memoryGiB, os } = machineFacts();
  say(`${cpu}, ${cores} cores, ${memoryGiB} GiB, ${os}; Node ${node}, PostgreSQL ${postgres}, Kafka ${kafka}`);
  say(`Carehook at ${commit}${isDirty ? ', with changes' : ''}`);
}

function fail(error: unknown): void {
  if (stopping) return;
  const isTheCallers =
    error instanceof UnknownScenario || error instanceof OptionInvalid || error instanceof NoBenchFile;
  console.error(isTheCallers || !(error instanceof Error) ? String(error) : error.stack);
  void end(1);
}

/** Whatever ends the run, nothing is left running or lying about. */
function end(exitCode: number): Promise<never> {
  stopping ??= stopAll().then(
    () => process.exit(exitCode),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
  return stopping;
}

/** What is just being started is waited for, so that it can be stopped. */
async function stopAll(): Promise<void> {
  const started = await context?.catch(() => undefined);
  await started?.stop();
}
