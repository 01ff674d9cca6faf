/**
 * `npm test`: installs and builds what is out of date, runs every suite, and ends with `N passed, N failed`.
 * Arguments go to Vitest: `npm test -- test/integration/bytes.test.ts`.
 * Without any, everything runs but `npm run test:deploy`, which installs packages, and `npm run test:kubernetes`, which needs binaries.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, root } from '../tools/local-stack/start/prepare.mjs';

const EVERYTHING = ['unit', 'integration', 'faults'].flatMap((project) => ['--project', project]);
const asked = process.argv.slice(2);

await prepare();
const folder = mkdtempSync(join(tmpdir(), 'carehook-test-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(asked.length > 0 ? asked : EVERYTHING),
  ],
  { cwd: root, stdio: 'inherit' },
);
const counts = readCounts(report);
rmSync(folder, { recursive: true, force: true });
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
);
process.exit(status ?? 1);

/** A suite that could not even be loaded has no tests, and has failed all the same. */
function readCounts(file) {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    const brokenSuites = result.testResults.filter(
      (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
    );
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + brokenSuites.length,
      skipped: result.numPendingTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
