/** `npm start`, once everything is installed and built: runs the local stack until Ctrl-C. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDemo } from './demo/demo.js';
import { LOCAL_FOLDER } from './layout.paths.js';
import { LocalStack } from './local-stack.js';
import { ProcessStopped } from './processes/process.plan.js';
import { consoleReporter, surviveClosedTerminal } from './reporter.js';
import { onStopSignal } from './stop.signals.js';
import { welcomeText } from './welcome.text.js';

const HELP = `Usage: npm start -- [--empty]

Runs Carehook on this machine until Ctrl-C: PostgreSQL, Kafka, the four apps and a demo receiver.
Data, logs and stack.json are in .local.

  --empty  leaves the demo's webhooks and events out
  --help   shows this`;

const { values } = parseArgs({ options: { empty: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) {
  consoleReporter.say(HELP);
  process.exit(0);
}

surviveClosedTerminal();
const stack = new LocalStack(consoleReporter);
let stopped: Promise<never> | undefined;

onStopSignal(
  () => {
    consoleReporter.say('\nstopping …');
    void end(0);
  },
  () => process.exit(1),
);
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
run().catch(fail);

async function run(): Promise<void> {
  const { facts, receiverUrl, demoSecrets } = await stack.start();
  if (!values.empty) await demo({ stack: facts, receiverUrl, secrets: demoSecrets });
  consoleReporter.say(welcomeText(facts, { url: receiverUrl, secret: demoSecrets.standard ?? '' }));
}

/** A demo that fails is worth a line, not the stack. */
async function demo(options: Omit<Parameters<typeof runDemo>[0], 'memoryFile' | 'reporter'>): Promise<void> {
  try {
    await runDemo({ ...options, memoryFile: join(LOCAL_FOLDER, 'demo.json'), reporter: consoleReporter });
  } catch (error) {
    if (!stopped) consoleReporter.say(`the demo did not work: ${String(error)}`);
  }
}

function fail(error: unknown): void {
  if (error instanceof ProcessStopped && stopped) return;
  console.error(error instanceof Error ? error.message : error);
  void end(1);
}

function end(exitCode: number): Promise<never> {
  stopped ??= stack.stop().then(
    () => process.exit(exitCode),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
  return stopped;
}
