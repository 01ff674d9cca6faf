import type { OutcomeCode } from '#domain';
import { TargetAddressRefused } from './address.guard.js';
import { ProxyFailed } from './proxy.tunnel.js';

/** Node's, undici's and OpenSSL's error codes, by what they mean for a delivery. */
const CODE_BY_ERROR: Readonly<Record<string, OutcomeCode>> = {
  ENOTFOUND: 'dns_error',
  EAI_AGAIN: 'dns_error',
  EAI_FAIL: 'dns_error',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ETIMEDOUT: 'connect_timeout',
};

const TLS_ERROR = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/;

/** The outcome code of a request that got no answer, and the reason in words that give nothing away. */
export function failureOf(error: unknown): { readonly code: OutcomeCode; readonly error: string } {
  if (error instanceof TargetAddressRefused) return { code: 'address_refused', error: error.message };
  if (error instanceof ProxyFailed) return { code: 'proxy_error', error: error.message };
  const name = errorCode(error);
  const code = CODE_BY_ERROR[name] ?? (TLS_ERROR.test(name) ? 'tls_error' : 'network_error');
  return { code, error: name === '' ? 'the request failed' : name };
}

/** With several addresses dialled at once, Node wraps their errors; they mostly agree. */
function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errors' in error && Array.isArray(error.errors)) return errorCode(error.errors[0]);
  return 'cause' in error ? errorCode(error.cause) : '';
}
