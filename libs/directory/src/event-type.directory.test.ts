import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventValidation } from '#domain';
import { createLogger } from '#telemetry';
import { EventTypeDirectory } from './event-type.directory.js';

const tenant = (id: string, default_dialect = 'standard', event_validation: EventValidation = 'warn') => ({
  id,
  default_dialect,
  event_validation,
});
const row = (type: string, schema: Record<string, unknown>, changes = {}) => ({
  tenant_id: 'clinic-a',
  type,
  schema,
  deleted: false,
  ...changes,
});
const WITH_WARD = { type: 'object', required: ['ward'] };

let directory: EventTypeDirectory;
const logger = createLogger('test', 'silent');
beforeEach(() => {
  directory = new EventTypeDirectory(logger, async () => undefined);
});

const fieldsWrong = (type: string, data: unknown, tenantId = 'clinic-a') =>
  directory.problems(tenantId, type, data)?.map(({ field }) => field);

describe('the schema of a type', () => {
  it('is the one built into the tenant’s dialect, and of no other dialect', () => {
    directory.apply([tenant('clinic-a', 'zarish-sphere'), tenant('clinic-b', 'standard')], []);
    expect(fieldsWrong('patient.created', {})).toEqual(['data.patient']);
    expect(fieldsWrong('patient.created', {}, 'clinic-b')).toBeUndefined();
    expect(fieldsWrong('patient.registered', {})).toBeUndefined();
  });

  it('is the tenant’s own before the built-in one', () => {
    directory.apply([tenant('clinic-a', 'zarish-sphere')], [row('patient.created', WITH_WARD)]);
    expect(fieldsWrong('patient.created', {})).toEqual(['data.ward']);
    directory.apply([], [row('patient.created', WITH_WARD, { deleted: true })]);
    expect(fieldsWrong('patient.created', {})).toEqual(['data.patient']);
  });

  it('is the newest that was told', () => {
    directory.apply([tenant('clinic-a')], [row('bed.freed', WITH_WARD)]);
    directory.apply([], [row('bed.freed', { required: ['bed'] })]);
    expect(fieldsWrong('bed.freed', {})).toEqual(['data.bed']);
  });

  it('is nobody else’s', () => {
    directory.apply([tenant('clinic-a'), tenant('clinic-b')], [row('bed.freed', WITH_WARD)]);
    expect(directory.hasSchema('clinic-b', 'bed.freed')).toBe(false);
  });

  it('is none where nobody knows the type or the tenant: there is nothing to parse for', () => {
    directory.apply([tenant('clinic-a', 'zarish-sphere')], []);
    expect(directory.hasSchema('clinic-a', 'patient.created')).toBe(true);
    expect(directory.hasSchema('clinic-a', 'bed.freed')).toBe(false);
    expect(directory.hasSchema('nobody', 'patient.created')).toBe(false);
    expect(fieldsWrong('patient.created', {}, 'nobody')).toBeUndefined();
  });

  it('follows the tenant to another dialect and keeps its own types', () => {
    directory.apply([tenant('clinic-a', 'zarish-sphere')], [row('bed.freed', WITH_WARD)]);
    directory.apply([tenant('clinic-a', 'medilab')], []);
    expect(fieldsWrong('patient.created', {})).toEqual(['data.patient_id']);
    expect(fieldsWrong('bed.freed', {})).toEqual(['data.ward']);
  });
});

it('finds nothing wrong with data that fits', () => {
  directory.apply([tenant('clinic-a')], [row('bed.freed', WITH_WARD)]);
  expect(directory.problems('clinic-a', 'bed.freed', { ward: '7' })).toEqual([]);
});

it('lets events pass whose schema this version does not understand, and says so once', () => {
  const error = vi.spyOn(logger, 'error');
  directory.apply([tenant('clinic-a')], [row('bed.freed', { type: 'of-tomorrow' })]);
  expect(fieldsWrong('bed.freed', {})).toBeUndefined();
  expect(fieldsWrong('bed.freed', {})).toBeUndefined();
  expect(error).toHaveBeenCalledTimes(1);
});

it('knows what each tenant wants done', () => {
  directory.apply([tenant('clinic-a', 'standard', 'reject'), tenant('clinic-b', 'standard', 'off')], []);
  expect(['clinic-a', 'clinic-b', 'nobody'].map((id) => directory.validationOf(id))).toEqual(['reject', 'off', 'warn']);
});
