import { type DataSource, TenantEntity } from '#postgres';

/** What a tenant's webhooks speak that name no dialect. */
export async function defaultDialectOf(database: DataSource, tenantId: string): Promise<string> {
  return (await database.manager.findOneByOrFail(TenantEntity, { id: tenantId })).defaultDialect;
}
