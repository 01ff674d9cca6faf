import { expect, it } from 'vitest';
import { loggedError } from './error.serializer.js';

it('an error is logged with its kind, message, code, frames and causes', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 'ECONNREFUSED' });
  const logged = loggedError(new Error('outer', { cause }));
  expect(logged).toMatchObject({ type: 'Error', message: 'outer', cause: { type: 'TypeError', code: 'ECONNREFUSED' } });
  expect((logged as { stack: string }).stack).toMatch(/^ {4}at .*error\.serializer\.test/);
});

it('nothing else of it is logged: the parameters of a statement, a detail of PostgreSQL, what was thrown instead of an error', () => {
  const failed = Object.assign(new Error('new row violates a check'), {
    code: '23514',
    parameters: ['Eve'],
    detail: 'Failing row contains (Eve)',
    driverError: { detail: 'Eve' },
  });
  expect(JSON.stringify(loggedError(failed))).not.toContain('Eve');
  expect(loggedError('Eve')).toEqual({ type: 'string' });
});

it('a message that may quote what was read is left out, from the stack too', () => {
  const parse = () => {
    try {
      return JSON.parse('{"name": Eve}') as unknown;
    } catch (error) {
      return error;
    }
  };
  const value = Object.assign(new Error('invalid input syntax for type uuid: "Eve"'), { code: '22P02' });
  for (const error of [parse(), value]) expect(JSON.stringify(loggedError(error))).not.toContain('Eve');
});

it('causes that lead in a circle end', () => {
  const error = new Error('round');
  error.cause = error;
  expect(JSON.stringify(loggedError(error)).length).toBeLessThan(20_000);
});
