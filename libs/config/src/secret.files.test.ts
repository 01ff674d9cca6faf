import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from './environment.js';
import { masterKeySettings } from './settings.js';

const folder = mkdtempSync(join(tmpdir(), 'carehook-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KEY = '1'.repeat(64);
const path = join(folder, 'key');
writeFileSync(path, `${KEY}\r\n`);

it('a secret may stand in the file that NAME_FILE names, with a line end behind it', () => {
  const settings = readEnvironment(masterKeySettings, { CAREHOOK_MASTER_KEY: '', CAREHOOK_MASTER_KEY_FILE: path });
  expect(settings.CAREHOOK_MASTER_KEY).toBe(KEY);
});

it('a secret stands in one place', () => {
  const read = () => readEnvironment(masterKeySettings, { CAREHOOK_MASTER_KEY: KEY, CAREHOOK_MASTER_KEY_FILE: path });
  expect(read).toThrow(
    /^configuration:\n {2}CAREHOOK_MASTER_KEY_FILE: is set beside CAREHOOK_MASTER_KEY: only one of them may be$/,
  );
});

it('a file that cannot be read is named by its variable, and a wrong secret in one is not quoted', () => {
  const read = (file: string) => readEnvironment(masterKeySettings, { CAREHOOK_MASTER_KEY_FILE: file });
  expect(() => read(join(folder, 'none'))).toThrow(
    /^configuration:\n {2}CAREHOOK_MASTER_KEY_FILE: cannot be read \(ENOENT\)$/,
  );
  writeFileSync(join(folder, 'wrong'), 's3cret');
  expect(() => read(join(folder, 'wrong'))).toThrow('CAREHOOK_MASTER_KEY: must be 32 bytes');
  expect(() => read(join(folder, 'wrong'))).not.toThrow('s3cret');
});

it('what is no secret stands in the environment alone', () => {
  expect(readEnvironment({ LOG_LEVEL: z.string().optional() }, { LOG_LEVEL_FILE: path })).toEqual({});
});
