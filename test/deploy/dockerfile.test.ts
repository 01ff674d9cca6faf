import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { isIgnored, lastOf, parseDockerfile, variablesOf } from '../image/dockerfile.js';
import { IMAGE_SETTINGS } from './apps.settings.js';

const stages = parseDockerfile(readFileSync(join(REPOSITORY_ROOT, 'Dockerfile'), 'utf8'));
const ignoreFile = readFileSync(join(REPOSITORY_ROOT, '.dockerignore'), 'utf8');

describe('the Dockerfile', () => {
  it.each(IMAGE_SETTINGS)(
    'has a target $name that runs as nobody in particular, is asked for its health, and names itself',
    ({ name, defaultPort }) => {
      expect(lastOf(stages, name, 'USER')).toBe('10001:10001');
      expect(lastOf(stages, name, 'HEALTHCHECK')).toContain('/health/live');
      expect(lastOf(stages, name, 'ENTRYPOINT')).toBe('["node", "--enable-source-maps"]');
      expect(lastOf(stages, name, 'CMD')).toBe(`["dist/apps/${name}/src/main.js"]`);
      expect(lastOf(stages, name, 'LABEL')).toContain(`org.opencontainers.image.title="carehook/${name}"`);
      expect(variablesOf(stages, name)).toEqual({ NODE_ENV: 'production', PORT: String(defaultPort) });
    },
  );

  it('begins every stage from one release of Node, or from another stage', () => {
    const images = [...stages.values()].map(({ from }) => from).filter((from) => !stages.has(from));
    expect(new Set(images)).toEqual(new Set(['node:24-slim']));
  });
});

describe('.dockerignore', () => {
  it.each([
    'package.json',
    '.npmrc',
    'apps/event-ingest/src/main.ts',
    'libs/kafka/src/index.ts',
    'test/bench/src/main.ts',
  ])('lets %s through', (path) => {
    expect(isIgnored(ignoreFile, path)).toBe(false);
  });

  it.each([
    '.env',
    '.local/stack.json',
    '.git/config',
    'node_modules/pg/package.json',
    'dist/apps/x.js',
    'test/faults/kill.test.ts',
    'apps/a/src/b.test.ts',
    'apps/.env',
  ])('keeps %s away', (path) => {
    expect(isIgnored(ignoreFile, path)).toBe(true);
  });
});
