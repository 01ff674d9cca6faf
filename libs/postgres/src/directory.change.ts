import type { DataSource, EntityManager } from 'typeorm';

/**
 * Every change of a tenant, an API key or a webhook goes through here: one transaction that first takes the next
 * directory revision, with which `work` stamps the rows that it writes. Taking it locks the counter, so that revisions
 * become visible in the order of their numbers and no reader can miss one.
 */
export function changeDirectory<T>(
  database: DataSource,
  work: (manager: EntityManager, revision: string) => Promise<T>,
): Promise<T> {
  return database.transaction(async (manager) => {
    const [rows] = await manager.query<[{ revision: string }[], number]>(
      'update directory_revision set revision = revision + 1 returning revision',
    );
    return work(manager, rows[0]?.revision ?? '0');
  });
}
