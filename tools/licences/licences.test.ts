import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../local-stack/src/layout.paths.js';

const folder = mkdtempSync(join(tmpdir(), 'carehook-licences-'));
afterAll(() => rmSync(folder, { recursive: true }));

function licences(...args: string[]) {
  const script = join(REPOSITORY_ROOT, 'tools', 'licences', 'licences.mjs');
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

/** What is said of a lock file with one package. */
function licencesOf(one: Record<string, unknown>) {
  const lockFile = join(folder, 'package-lock.json');
  const packages = { '': { name: 'carehook' }, 'node_modules/a/node_modules/one': { version: '1.0.0', ...one } };
  writeFileSync(lockFile, JSON.stringify({ packages }));
  return licences(lockFile);
}

describe('npm run licences', () => {
  it('allows all that Carehook needs in production', () => {
    const { status, stdout, stderr } = licences();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^MIT\tkafkajs /m);
  });

  it.each(['MIT', '(MIT OR GPL-3.0)', 'ISC AND MIT'])('takes %s', (license) => {
    const { status, stdout } = licencesOf({ license });
    expect(status).toBe(0);
    expect(stdout).toContain(`${license}\tone 1.0.0`);
  });

  it.each(['GPL-3.0', 'AGPL-3.0 OR SSPL-1.0', 'MIT AND GPL-3.0', 'UNLICENSED', 'SEE LICENSE IN LICENSE.md'])(
    'refuses %s',
    (license) => {
      const { status, stderr } = licencesOf({ license });
      expect(status).toBe(1);
      expect(stderr).toContain(`one 1.0.0: ${license} is not among`);
    },
  );

  it('refuses what says no licence', () => {
    expect(licencesOf({}).stderr).toContain('one 1.0.0: says no licence');
  });

  it('leaves out what only developers install', () => {
    expect(licencesOf({ license: 'GPL-3.0', dev: true }).status).toBe(0);
  });
});
