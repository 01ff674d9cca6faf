import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleFile, encodingFor, readConsoleFiles } from './console.files.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carehook-console-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the files of the console', () => {
  it('are found with their types and what they were compressed to', () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<p>');
    writeFileSync(join(folder, 'assets', 'index-1.js'), 'code');
    writeFileSync(join(folder, 'assets', 'index-1.js.br'), 'small');
    const files = readConsoleFiles(folder);
    expect([...files.keys()].sort()).toEqual(['assets/index-1.js', 'index.html']);
    expect(files.get('assets/index-1.js')).toMatchObject({ type: 'text/javascript; charset=utf-8' });
    expect(files.get('assets/index-1.js')?.encoded.br?.toString()).toBe('small');
  });

  it('are none where nothing was built', () => {
    expect(readConsoleFiles(join(folder, 'nowhere')).size).toBe(0);
  });
});

describe('the encoding', () => {
  const both: ConsoleFile = {
    type: 'text/css',
    content: Buffer.of(),
    encoded: { br: Buffer.of(1), gzip: Buffer.of(2) },
  };

  it.each<[accepted: string | undefined, encoding: string | undefined]>([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5, br;q=0', 'gzip'],
    ['br;q=0.0, gzip;q=0', undefined],
    ['identity', undefined],
    [undefined, undefined],
  ])('for "%s" is %s', (accepted, encoding) => {
    expect(encodingFor(both, accepted)).toBe(encoding);
  });

  it('is none of what was not compressed', () => {
    expect(encodingFor({ ...both, encoded: {} }, 'br, gzip')).toBeUndefined();
  });
});
