import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { APP_SETTINGS } from './apps.settings.js';
import { envExample } from './env-example.js';

describe('.env.example', () => {
  it('is what the settings say: `npm run env:example` brings it up to date', async () => {
    await expect(envExample(APP_SETTINGS)).toMatchFileSnapshot(join(REPOSITORY_ROOT, '.env.example'));
  });

  it('names a variable once, with its readers; gives what is required and comments out what has a default', () => {
    const shared = { SHARED: z.string().describe('Required by both.') };
    const text = envExample([
      { name: 'one', defaultPort: 1, shape: shared },
      {
        name: 'two',
        defaultPort: 2,
        shape: { ...shared, OWN: z.coerce.number().default(7).describe('Has a default.') },
      },
    ]);
    expect(text).toContain('# Required by both.\n# Read by all services.\nSHARED=\n');
    expect(text).toContain('# Has a default.\n# Read by two.\n#OWN=7\n');
  });

  it('has no place for a setting that does not say what it is', () => {
    expect(() => envExample([{ name: 'one', defaultPort: 1, shape: { MUTE: z.string() } }])).toThrow('MUTE');
  });
});
