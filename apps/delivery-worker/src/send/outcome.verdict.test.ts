import { expect, it } from 'vitest';
import type { Outcome } from '#domain';
import type { Verdict } from './lane.js';
import { verdictOf } from './outcome.verdict.js';

const CASES: [string, Pick<Outcome, 'code' | 'result' | 'statusCode'>, Verdict][] = [
  ['a 2xx', { result: 'succeeded', code: 'ok', statusCode: 204 }, 'succeeded'],
  ['a time-out', { result: 'failed', code: 'timeout' }, 'overloaded'],
  ['a time-out in the middle of a 200', { result: 'failed', code: 'timeout', statusCode: 200 }, 'overloaded'],
  ['429', { result: 'failed', code: 'http_status', statusCode: 429 }, 'overloaded'],
  ['502', { result: 'failed', code: 'http_status', statusCode: 502 }, 'overloaded'],
  ['504', { result: 'failed', code: 'http_status', statusCode: 504 }, 'overloaded'],
  ['503', { result: 'failed', code: 'http_status', statusCode: 503 }, 'overloaded'],
  ['500', { result: 'failed', code: 'http_status', statusCode: 500 }, 'failed'],
  ['408', { result: 'failed', code: 'http_status', statusCode: 408 }, 'failed'],
  ['a refused connection', { result: 'failed', code: 'connection_refused' }, 'failed'],
  ['a name that is not found', { result: 'failed', code: 'dns_error' }, 'failed'],
  ['a redirect', { result: 'failed', code: 'redirect', statusCode: 302 }, 'refused'],
  ['400', { result: 'failed', code: 'http_status', statusCode: 400 }, 'refused'],
  ['410', { result: 'failed', code: 'gone', statusCode: 410 }, 'refused'],
  ['a refused handshake', { result: 'failed', code: 'handshake_refused', statusCode: 405 }, 'failed'],
  ['a handshake too many', { result: 'failed', code: 'handshake_refused', statusCode: 429 }, 'overloaded'],
  ['a deferral', { result: 'deferred', code: 'data_unavailable' }, 'untried'],
  ['a cancellation', { result: 'cancelled', code: 'webhook_deleted' }, 'untried'],
  ['a request that cannot be composed', { result: 'failed', code: 'undeliverable' }, 'untried'],
];

it.each(CASES)('%s is told to the lane for what it says about the endpoint', (_name, outcome, verdict) => {
  expect(verdictOf(outcome)).toBe(verdict);
});
