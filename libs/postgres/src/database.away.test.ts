import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from './database.away.js';

const withCode = (code: string) => Object.assign(new Error('said by somebody'), { code });

describe('PostgreSQL is away', () => {
  it.each([
    ['where nobody listens', withCode('ECONNREFUSED')],
    ['where nobody listens on any address of its name', new AggregateError([withCode('ECONNREFUSED')])],
    ['when it shuts down', withCode('57P01')],
    ['when it starts', withCode('57P03')],
    ['when it takes no more connections', withCode('53300')],
    ['when a connection breaks in the middle', new Error('Connection terminated unexpectedly')],
    ['when no connection comes free', new Error('timeout exceeded when trying to connect')],
    ['as TypeORM tells it', Object.assign(new Error('query failed'), { driverError: withCode('57P01') })],
  ])('%s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    ['a constraint', withCode('23505')],
    ['a mistake of ours', new TypeError('x is not a function')],
    ['text that PostgreSQL cannot hold', Object.assign(new Error('query failed'), { driverError: withCode('22P05') })],
    ['no error at all', 'ECONNREFUSED'],
  ])('not for %s', (_, error) => {
    expect(isDatabaseAway(error)).toBe(false);
  });
});
