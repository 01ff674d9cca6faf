import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installReason, sourcesHash } from './stamps.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carehook-stamps-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

describe('installReason', () => {
  const lock = (version: string) =>
    JSON.stringify({
      packages: {
        '': { name: 'carehook' },
        'node_modules/a': { version, integrity: `sha512-${version}` },
        'node_modules/only-on-mars': { version: '1.0.0', optional: true },
      },
    });

  it('asks for an install when node_modules is missing', () => {
    write('package-lock.json', lock('1.0.0'));
    expect(installReason(root)).toBe('node_modules is missing');
  });

  it('is content with what the lock file says, whoever installed it, and misses no other platform', () => {
    write('package-lock.json', lock('1.0.0'));
    write(
      'node_modules/.package-lock.json',
      '{"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-1.0.0"}}}',
    );
    expect(installReason(root)).toBeUndefined();
  });

  it('asks for an install when the lock file names another version', () => {
    write('package-lock.json', lock('1.0.1'));
    write(
      'node_modules/.package-lock.json',
      '{"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-1.0.0"}}}',
    );
    expect(installReason(root)).toBe('package-lock.json has changed');
  });
});

describe('sourcesHash', () => {
  beforeEach(() => {
    write('libs/a/src/index.ts', 'export {};');
    write('package.json', '{}');
  });

  it('changes with the page whose samples the console shows, and with no other', () => {
    const before = sourcesHash(root);
    write('docs/other.md', 'Words.');
    write('libs/a/README.md', 'Words.');
    expect(sourcesHash(root)).toBe(before);
    write('docs/verify.md', 'Samples.');
    expect(sourcesHash(root)).not.toBe(before);
  });

  it('changes with a source and with its name', () => {
    const before = sourcesHash(root);
    write('libs/a/src/index.ts', 'export { };');
    const after = sourcesHash(root);
    write('libs/a/src/index.ts', 'export {};');
    write('libs/a/src/other.ts', '');
    expect(new Set([before, after, sourcesHash(root)]).size).toBe(3);
  });

  it('does not change with a time stamp, a test, a page or an installed package', () => {
    const before = sourcesHash(root);
    utimesSync(join(root, 'package.json'), 1, 1);
    write('libs/a/src/index.test.ts', 'it()');
    write('libs/a/README.md', '#');
    write('apps/console/node_modules/b/index.js', '');
    expect(sourcesHash(root)).toBe(before);
  });
});
