import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

// Vite adds `import` itself. Named here, Node would apply it to require() too, and pg would load its ES modules that way.
const conditions = ['source', 'node', 'default'];
const shared = {
  plugins: [swc.vite({ module: { type: 'es6' } })],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

/** `unit` needs nothing but Node; `integration` runs on real Kafka and PostgreSQL, started once for the whole run. */
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
            'test/{bench,contract}/**/*.test.ts',
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
    ],
  },
});
