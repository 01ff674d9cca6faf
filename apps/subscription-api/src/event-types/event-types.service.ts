import { Injectable } from '@nestjs/common';
import { ApiError, type FieldProblem, isEventType } from '#domain';
import { dataSchemaProblems, dataValidator, type EventTypeCreate } from '#payload-schemas';
import { changeDirectory, DataSource, type EntityManager, EventTypeEntity, IsNull } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { isStorable } from '../webhooks/storable.rule.js';
import { type EventTypeJson, ownTypeJson } from './event-type.json.js';

const MAX_OWN_TYPES = 500;
const MAX_EXAMPLE_BYTES = 64 * 1024;

/** Makes and deletes a tenant's own event types. */
@Injectable()
export class EventTypesService {
  constructor(private readonly database: DataSource) {}

  /** Version 1 of a new type, or the next one of a known one. @throws ApiError VALIDATION_FAILED, CONFLICT */
  async create(tenantId: string, { type, description, schema, example }: EventTypeCreate): Promise<EventTypeJson> {
    const problems = problemsOf(schema, example);
    if (problems.length > 0) throw ApiError.validation(problems);
    const created = await changeDirectory(this.database, async (manager, revision) => {
      await refuseTooMany(manager, tenantId, type);
      const version = ((await manager.maximum(EventTypeEntity, 'version', { tenantId, type })) ?? 0) + 1;
      const content = { description: description ?? null, schema, example: example ?? null };
      await manager.insert(EventTypeEntity, { tenantId, type, version, ...content, revision } as object);
      const made = await manager.findOneByOrFail(EventTypeEntity, { tenantId, type, version });
      await auditChange(manager, { object: { type: 'event-type', id: type }, after: ownTypeJson(made) });
      return made;
    });
    return ownTypeJson(created);
  }

  /** All versions; a built-in type of the same name is in force again. @throws ApiError NOT_FOUND */
  async delete(tenantId: string, type: string): Promise<void> {
    await changeDirectory(this.database, async (manager, revision) => {
      const existing = { tenantId, type, deletedAt: IsNull() };
      const { affected } = isEventType(type)
        ? await manager.update(EventTypeEntity, existing, { deletedAt: new Date(), revision })
        : { affected: 0 };
      if (!affected) throw ApiError.notFound('an event type of your own of this name');
      await auditChange(manager, { object: { type: 'event-type', id: type }, before: { versions: affected } });
    });
  }
}

function problemsOf(schema: Record<string, unknown>, example: unknown): FieldProblem[] {
  const problems = [...storageProblems('schema', schema), ...dataSchemaProblems(schema)];
  if (problems.length > 0 || example === undefined || example === null) return problems;
  if (Buffer.byteLength(JSON.stringify(example)) > MAX_EXAMPLE_BYTES) {
    return [{ field: 'example', reason: `is larger than ${MAX_EXAMPLE_BYTES} bytes` }];
  }
  const misfits = dataValidator(schema)(example);
  return [
    ...storageProblems('example', example),
    ...misfits.map(({ field, reason }) => ({ field: field.replace(/^data/, 'example'), reason })),
  ];
}

function storageProblems(field: string, value: unknown): FieldProblem[] {
  if (isStorable(value)) return [];
  return [{ field, reason: 'must not contain NUL characters, broken Unicode or numbers beyond 1e308' }];
}

async function refuseTooMany(manager: EntityManager, tenantId: string, type: string): Promise<void> {
  const own = await manager
    .createQueryBuilder(EventTypeEntity, 'own')
    .select('distinct own.type', 'type')
    .where('own.tenantId = :tenantId and own.deletedAt is null', { tenantId })
    .getRawMany<{ type: string }>();
  if (own.length < MAX_OWN_TYPES || own.some((each) => each.type === type)) return;
  throw new ApiError('CONFLICT', `a tenant has at most ${MAX_OWN_TYPES} event types of its own: delete one first`);
}
