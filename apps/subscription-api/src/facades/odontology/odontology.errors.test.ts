import { describe, expect, it } from 'vitest';
import { ApiError } from '#domain';
import { odontologyErrors } from './odontology.errors.js';

describe("an error of OdontologyApp's facade", () => {
  it.each(['UNAUTHENTICATED', 'FORBIDDEN'] as const)('is the 403 of the page for %s', (code) => {
    const error = new ApiError(code, 'in English', undefined, { 'www-authenticate': 'Bearer' });
    expect(odontologyErrors.render(error)).toEqual({ status: 403, headers: {}, body: { message: 'No autorizado' } });
  });

  it('names each field and what it has to be, and nothing of what was sent', () => {
    const error = ApiError.validation([
      { field: 'url', reason: 'must be https' },
      { field: 'events.1', reason: 'must be an event type' },
    ]);
    const { status, body } = odontologyErrors.render(error);
    expect(status).toBe(400);
    expect((body as { message: string }).message).toMatch(/^url: debe ser una URL https .*; events\.1: debe ser .*$/);
  });

  it.each([
    ['NOT_FOUND', 404, 'Webhook no encontrado'],
    ['TOO_MANY_REQUESTS', 429, 'No se pudo procesar la solicitud'],
  ] as const)('of code %s keeps its status %i', (code, status, message) => {
    expect(odontologyErrors.render(new ApiError(code, 'in English'))).toMatchObject({ status, body: { message } });
  });

  it.each([
    ['/api/webhooks', true],
    ['/api/webhooks/1', true],
    ['/api/webhooksx', false],
    ['/v1/webhooks', false],
  ])('at %s: %s', (path, applies) => {
    expect(odontologyErrors.appliesTo(path)).toBe(applies);
  });
});
