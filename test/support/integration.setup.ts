import type { TestProject } from 'vitest/node';
import { APPS } from '../../tools/local-stack/src/carehook-app.js';
import { startCarehook } from './carehook.js';
import { shareServers } from './servers.setup.js';

/** Kafka, PostgreSQL, and one Carehook on them for all test files that need none of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { servers, leave } = await shareServers(project);
  const carehook = await startCarehook({ apps: APPS, servers });
  const addressOf = (name: (typeof APPS)[number]) => {
    const { url, logFile } = carehook.app(name);
    return { url, logFile };
  };
  project.provide('carehook', {
    apps: {
      'subscription-api': addressOf('subscription-api'),
      'event-ingest': addressOf('event-ingest'),
      'filter-router': addressOf('filter-router'),
      'delivery-worker': addressOf('delivery-worker'),
    },
    adminKey: carehook.adminKey,
    topicPrefix: carehook.topicPrefix,
    databaseUrl: carehook.databaseUrl,
  });
  return async () => {
    await carehook.stop();
    await leave();
  };
}
