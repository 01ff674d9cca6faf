import { expect, it } from 'vitest';
import { TargetAddressRefused } from './address.guard.js';
import { failureOf } from './failure.codes.js';

function errorWith(code: string): Error {
  return Object.assign(new Error(`connect to https://user:pw@10.1.2.3/path?token=s3cret failed`), { code });
}

it.each([
  ['ENOTFOUND', 'dns_error'],
  ['EAI_AGAIN', 'dns_error'],
  ['EAI_FAIL', 'dns_error'],
  ['ECONNREFUSED', 'connection_refused'],
  ['ECONNRESET', 'connection_reset'],
  ['EPIPE', 'connection_reset'],
  ['UND_ERR_SOCKET', 'connection_reset'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout'],
  ['ETIMEDOUT', 'connect_timeout'],
  ['CERT_HAS_EXPIRED', 'tls_error'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_error'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_error'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_error'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_error'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls_error'],
  ['EPROTO', 'tls_error'],
  ['EHOSTUNREACH', 'network_error'],
  ['UND_ERR_INVALID_ARG', 'network_error'],
] as const)('%s is %s, told by its name and nothing of its message', (name, code) => {
  expect(failureOf(errorWith(name))).toEqual({ code, error: name });
});

it('takes the first of several addresses’ errors', () => {
  const error = new AggregateError([errorWith('ECONNREFUSED'), errorWith('EHOSTUNREACH')]);
  expect(failureOf(error)).toEqual({ code: 'connection_refused', error: 'ECONNREFUSED' });
});

it('looks into the cause of an error that has no code', () => {
  const error = new Error('fetch failed', { cause: errorWith('ENOTFOUND') });
  expect(failureOf(error).code).toBe('dns_error');
});

it('tells a refused address by its own code and without the address', () => {
  const { code, error } = failureOf(new TargetAddressRefused('intranet.example', '10.0.0.1'));
  expect(code).toBe('address_refused');
  expect(error).not.toContain('10.0.0.1');
});

it.each([new Error('token=s3cret'), 'text', null, undefined, 7])('says nothing of %o', (thrown) => {
  expect(failureOf(thrown)).toEqual({ code: 'network_error', error: 'the request failed' });
});
