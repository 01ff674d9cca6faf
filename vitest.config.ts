import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

// Vite adds `import` itself. Named here, Node would apply it to require() too, and pg would load its ES modules that way.
const conditions = ['source', 'node', 'default'];
const shared = {
  plugins: [swc.vite({ module: { type: 'es6' } })],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

/**
 * `unit` needs nothing but Node; `integration` runs on real Kafka and PostgreSQL, started once for the whole run; `image`, which
 * `npm test` leaves out, takes the Dockerfile's steps and installs packages.
 */
export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: [
            'libs/**/*.test.ts',
            'apps/**/*.test.ts',
            'tools/**/*.test.ts',
            'test/{bench,contract,deploy}/**/*.test.ts',
          ],
          environment: 'node',
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          include: ['test/{integration,faults,browser}/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/servers.setup.ts'],
          fileParallelism: false,
          // After the unit tests: latencies and waits are measured here.
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'image',
          include: ['test/image/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/servers.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
