import { ALERT_EVENTS_ORIGIN, type CatalogueEntry, type Dialect } from '#dialects';
import { eventTypeName } from '#domain';
import type { EventTypeEntity } from '#postgres';

/** An event type as the API shows it. */
export interface EventTypeJson {
  readonly type: string;
  /** The type as people read it. */
  readonly name: string;
  readonly version: number;
  readonly description: string | null;
  /** JSON Schema, draft 2020-12, of the event's data. */
  readonly schema: unknown;
  readonly example: unknown;
  /** `tenant`, `Carehook`, or the name of the product that documents it. */
  readonly origin: string;
  /** Whose catalogue it is from; null for a tenant's own and for Carehook's. */
  readonly dialect: string | null;
}

/** Of a dialect's catalogue, or, without one, of Carehook's own. */
export function builtInJson(dialect: Dialect | undefined, entry: CatalogueEntry): EventTypeJson {
  const { type, description, schema, example } = entry;
  const from = { origin: dialect?.product ?? ALERT_EVENTS_ORIGIN, dialect: dialect?.name ?? null };
  return { type, name: eventTypeName(type), version: 1, description, schema, example, ...from };
}

export function ownTypeJson({ type, version, description, schema, example }: EventTypeEntity): EventTypeJson {
  return { type, name: eventTypeName(type), version, description, schema, example, origin: 'tenant', dialect: null };
}
