/**
 * `npm start`: installs and builds what is out of date, then runs the local stack in this process.
 * Plain JavaScript without dependencies, because node_modules and dist may not exist yet.
 */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { main, prepare } from './start/prepare.mjs';

if (!process.argv.includes('--help')) {
  await prepare();
} else if (!existsSync(main)) {
  console.log('Usage: npm start -- [--empty]\nInstalls, builds and runs Carehook on this machine until Ctrl-C.');
  process.exit(0);
}
ignoreNegativeTimers();
await import(pathToFileURL(main).href);

/** Node 24 warns of the timers that kafkajs arms in this process, for the broker's readiness and the demo's events; the services mend it. */
function ignoreNegativeTimers() {
  const { emitWarning } = process;
  process.emitWarning = (warning, type, ...rest) => {
    if (type !== 'TimeoutNegativeWarning') emitWarning.call(process, warning, type, ...rest);
  };
}
