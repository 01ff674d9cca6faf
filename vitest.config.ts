import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

// Vite adds `import` itself. Named here, Node would apply it to require() too, and pg would load its ES modules that way.
const conditions = ['source', 'node', 'default'];
const shared = {
  plugins: [swc.vite({ module: { type: 'es6' } })],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

const onServers = {
  environment: 'node',
  globalSetup: 'test/support/servers.setup.ts',
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 10_000 } },
} as const;

/**
 * `unit` needs nothing but Node; `integration` and `faults` run on real Kafka and PostgreSQL, started once for all of each; `faults`
 * measures, and so runs alone. `npm test` leaves out `image`, which takes the Dockerfile's steps and installs packages, `kubernetes`,
 * which needs the binaries of an API server of Kubernetes, and `upgrade`, which builds an older commit.
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
          // Modules are loaded once for all files: they keep no state, and what a test fakes it puts back.
          pool: 'threads',
          isolate: false,
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          include: ['test/{integration,browser}/**/*.test.ts'],
          ...onServers,
          globalSetup: 'test/support/integration.setup.ts',
          // Most of their time they wait. More at a time would make them wait for each other.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...shared,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          ...onServers,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
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
      {
        ...shared,
        test: {
          name: 'kubernetes',
          include: ['test/kubernetes/**/*.test.ts'],
          ...onServers,
        },
      },
      {
        ...shared,
        test: { name: 'upgrade', include: ['test/upgrade/**/*.test.ts'], ...onServers, hookTimeout: 300_000 },
      },
    ],
  },
});
