/**
 * `npm test`: installs and builds what is out of date, runs every suite, and ends with `N passed, N failed`.
 * Arguments go to Vitest: `npm test -- test/integration/bytes.test.ts`.
 * Without any, everything runs but `npm run test:deploy`, `test:kubernetes` and `test:upgrade`: see AGENTS.md.
 * Up to five files on the servers that fail get a second go, alone, and are named: tests wait for facts with a time-out,
 * and a machine that does something else too can be late.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { prepare, root } from '../tools/local-stack/start/prepare.mjs';

const PROJECTS_ON_SERVERS = ['--project', 'integration', '--project', 'faults'];
const EVERYTHING = ['--project', 'unit', ...PROJECTS_ON_SERVERS];
const asked = process.argv.slice(2);

/** Files that run on the shared servers, and so beside others or on a machine that does something else too. */
const ON_SERVERS = /^test\/(integration|browser|faults)\//;
/** More failing files than this are no accident. */
const MAX_SECOND_GOES = 5;

await prepare();
/** Takes everything that tests leave in temporary folders, logs and browsers' profiles, and goes at the end. */
const folder = mkdtempSync(join(tmpdir(), 'carehook-test-'));
// PostgreSQL may run as another user.
chmodSync(folder, 0o755);
try {
  process.exitCode = run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run() {
  const first = runVitest('first', asked.length > 0 ? asked : EVERYTHING);
  const failing = first.suites.filter(({ failed }) => failed > 0);
  const mayBeAnAccident =
    failing.length > 0 && failing.length <= MAX_SECOND_GOES && failing.every(({ file }) => ON_SERVERS.test(file));
  const second = mayBeAnAccident
    ? runVitest('second', [...PROJECTS_ON_SERVERS, '--no-file-parallelism', ...failing.map(({ file }) => file)])
    : undefined;
  const again = new Map(second?.suites.map((suite) => [suite.file, suite]));
  const suites = first.suites.map((suite) => again.get(suite.file) ?? suite);
  for (const { file } of failing) {
    const passed = again.get(file)?.failed === 0;
    if (passed) console.log(`${file} failed at first and passed in a second go, alone: see above what failed`);
  }
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((what) => sum(suites, what));
  // What broke outside of a test, such as a promise that nobody waited for, is a failure as well.
  const broken = failed === 0 && (second ?? first).status !== 0 ? 1 : 0;
  const failures = failed + broken;
  console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failures > 0 ? 1 : 0;
}

/** Returns Vitest's exit status, and for each test file how many of its tests passed, failed and were skipped. */
function runVitest(name, args) {
  const report = join(folder, `${name}.json`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { cwd: root, stdio: 'inherit', env: { ...process.env, TMPDIR: folder } },
  );
  return { status: status ?? 1, suites: readSuites(report) };
}

function readSuites(report) {
  if (!existsSync(report)) return [{ file: 'vitest', passed: 0, failed: 1, skipped: 0 }];
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return testResults.map(({ name, status, assertionResults: tests }) => {
    const passed = tests.filter((test) => test.status === 'passed').length;
    const failed = tests.filter((test) => test.status === 'failed').length;
    // A file whose set-up failed or that could not be loaded has failed, though none of its tests has.
    const broken = status === 'failed' && failed === 0 ? 1 : 0;
    return {
      file: relative(root, name),
      passed,
      failed: failed + broken,
      skipped: tests.length - passed - failed,
    };
  });
}

function sum(suites, what) {
  return suites.reduce((total, suite) => total + suite[what], 0);
}
