import kafkajs from 'kafkajs';
import { somebodyListens } from '../ports.js';

/** Whether a broker answers and the cluster has a controller. */
export async function kafkaAnswers(brokers: readonly string[]): Promise<boolean> {
  if (await nobodyListens(brokers)) return false;
  const kafka = new kafkajs.Kafka({
    clientId: 'carehook-local-stack',
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    return cluster.brokers.length > 0 && cluster.controller !== null;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** Spares a client per poll while the JVM of a local broker comes up. */
async function nobodyListens(brokers: readonly string[]): Promise<boolean> {
  const local = /^127\.0\.0\.1:(\d+)$/.exec(brokers[0] ?? '');
  return brokers.length === 1 && local !== null && !(await somebodyListens(Number(local[1])));
}
