import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppName, appPlan } from '../../tools/local-stack/src/carehook-app.js';
import { PortChooser } from '../../tools/local-stack/src/ports.js';
import { SupervisedProcess } from '../../tools/local-stack/src/processes/supervised.process.js';
import { silentReporter } from '../../tools/local-stack/src/reporter.js';

/** An app that cannot take up its work yet. */
export interface WaitingApp {
  /** Everything that it wrote so far. */
  log(): string;
  isReady(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Starts an app that waits for something, and resolves when its log has said so `times` times. @throws ProcessNotReady */
export async function startWaitingApp(
  name: AppName,
  env: NodeJS.ProcessEnv,
  saying: string,
  times = 2,
): Promise<WaitingApp> {
  const port = await new PortChooser(silentReporter).any();
  const logFile = join(mkdtempSync(join(tmpdir(), 'carehook-logs-')), `${name}-${port}.log`);
  const plan = appPlan(name, port, env);
  const log = () => readFileSync(logFile, 'utf8');
  const hasSaid = async () => log().split(saying).length > times;
  const app = new SupervisedProcess(
    { ...plan, isReady: hasSaid },
    { logFile, reporter: silentReporter, restarts: false },
  );
  try {
    await app.start();
  } catch (error) {
    await app.down();
    throw error;
  }
  return { log, isReady: () => plan.isReady(), stop: () => app.stop() };
}
