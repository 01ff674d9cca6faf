import { type DataSchema, DIALECTS } from '#dialects';
import { DEFAULT_EVENT_VALIDATION, type EventValidation, type FieldProblem } from '#domain';
import { DataSchemaUnusable, dataValidator } from '#payload-schemas';
import type { EventTypeRow, TenantRow } from '#postgres';
import type { Logger } from '#telemetry';

interface KnownTenant {
  defaultDialect: string;
  validation: EventValidation;
  /** Of its own types: the newest version. */
  readonly schemas: Map<string, DataSchema>;
}

/** By dialect and event type. */
const BUILT_IN: ReadonlyMap<string, ReadonlyMap<string, DataSchema>> = new Map(
  DIALECTS.map(({ name, catalogue }) => [name, new Map(catalogue.map(({ type, schema }) => [type, schema]))]),
);

/**
 * The schemas that events are checked against, and what each tenant wants done with those that do not fit. A type's schema
 * is the tenant's own newest one, else that of the tenant's default dialect; a type that neither knows is not checked.
 */
export class EventTypeDirectory {
  private readonly tenants = new Map<string, KnownTenant>();
  /** Told of once, and not tried again: either would be once for each event. */
  private readonly unusable = new WeakSet<DataSchema>();

  constructor(
    private readonly logger: Logger,
    private readonly sync: () => Promise<void>,
  ) {}

  /** See `DirectorySync.refresh`. */
  refresh(): Promise<void> {
    return this.sync();
  }

  validationOf(tenantId: string): EventValidation {
    return this.tenants.get(tenantId)?.validation ?? DEFAULT_EVENT_VALIDATION;
  }

  /** Whether there is anything to check: where there is not, nobody needs to parse the data. */
  hasSchema(tenantId: string, type: string): boolean {
    return this.schemaOf(tenantId, type) !== undefined;
  }

  /**
   * What is wrong with parsed data, at most five; `[]` where it fits, `undefined` where the type has no schema. Names
   * places and rules, never a value.
   */
  problems(tenantId: string, type: string, data: unknown): readonly FieldProblem[] | undefined {
    const schema = this.schemaOf(tenantId, type);
    if (schema === undefined || this.unusable.has(schema)) return undefined;
    try {
      return dataValidator(schema)(data);
    } catch (error) {
      this.giveUp(schema, error, tenantId);
      return undefined;
    }
  }

  apply(
    tenants: readonly Pick<TenantRow, 'id' | 'default_dialect' | 'event_validation'>[],
    rows: readonly Omit<EventTypeRow, 'revision'>[],
  ): void {
    for (const { id, default_dialect: defaultDialect, event_validation: validation } of tenants) {
      const schemas = this.tenants.get(id)?.schemas ?? new Map<string, DataSchema>();
      this.tenants.set(id, { defaultDialect, validation, schemas });
    }
    for (const { tenant_id: tenantId, type, schema, deleted } of rows) {
      const schemas = this.tenants.get(tenantId)?.schemas;
      if (deleted) schemas?.delete(type);
      else schemas?.set(type, schema);
    }
  }

  private schemaOf(tenantId: string, type: string): DataSchema | undefined {
    const tenant = this.tenants.get(tenantId);
    return tenant && (tenant.schemas.get(type) ?? BUILT_IN.get(tenant.defaultDialect)?.get(type));
  }

  /** What the API saved compiles, unless an older or newer version saved it. Events must not suffer, whatever it is. */
  private giveUp(schema: DataSchema, error: unknown, tenantId: string): void {
    this.unusable.add(schema);
    // Any other error could quote the data.
    const reason = error instanceof DataSchemaUnusable ? error.reason : error instanceof Error && error.name;
    this.logger.error({ tenantId, reason }, 'events of a type are not checked: its schema is not understood');
  }
}
