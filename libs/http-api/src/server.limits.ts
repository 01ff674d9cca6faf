import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ApiError } from '#domain';
import { type ErrorForm, renderError } from './error.form.js';
import { SECURITY_HEADERS } from './security.headers.js';

/** Request line and headers together, in bytes. */
const MAX_HEADER_BYTES = 16 * 1024;
/** A CloudEvent in headers has at most some dozens. */
const MAX_HEADERS = 200;
/** How long a client may take for its headers, and for a whole request: 12 MiB at 200 KB/s. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const CHECK_EVERY_MS = 5_000;
/** No id is longer, and no event type (128), percent-encoded or not. */
const MAX_PARAMETER_LENGTH = 256;
const JSON_TYPE = 'application/json; charset=utf-8';

interface RawRequest {
  readonly url?: string | undefined;
  readonly rawHeaders?: readonly string[];
}

/** What of Fastify's reply is needed. */
interface RawReply {
  readonly raw: { writeHead(status: number, headers: Record<string, string>): unknown; end(text: string): unknown };
}

/** Fastify's options that keep what clients send within bounds, and the answers to what breaks them in our form. */
export function serverLimits(forms: readonly ErrorForm[] = []) {
  return {
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAMETER_LENGTH },
    clientErrorHandler: refuseOnSocket,
    /** Of its router: nothing else has seen the request, no hook either. */
    frameworkErrors: (error: { readonly code: string }, request: { readonly raw: RawRequest }, reply: RawReply) => {
      const isTooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
      const refusal = isTooLong ? ApiError.notFound('what this path names') : malformedPath();
      const { status, headers, body } = renderError(refusal, request.raw.url ?? '', forms);
      reply.raw.writeHead(status, { 'content-type': JSON_TYPE, ...SECURITY_HEADERS, ...headers });
      reply.raw.end(JSON.stringify(body));
    },
  };
}

/** @throws ApiError HEADERS_TOO_LARGE. Node would leave headers away that are too many. */
export function refuseManyHeaders({ rawHeaders = [] }: RawRequest): void {
  if (rawHeaders.length / 2 > MAX_HEADERS) {
    throw new ApiError('HEADERS_TOO_LARGE', `a request has at most ${MAX_HEADERS} headers`);
  }
}

function malformedPath(): ApiError {
  return new ApiError('MALFORMED_BODY', 'the path is not percent-encoded UTF-8');
}

/** What is no HTTP, or too slow or large to become a request. */
function refuseOnSocket(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const refusal = CONNECTION_ERRORS[error.code ?? ''] ?? new ApiError('MALFORMED_BODY', 'this is not HTTP');
  const body = JSON.stringify({ error: { code: refusal.code, message: refusal.message } });
  const head = {
    'content-type': JSON_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...SECURITY_HEADERS,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  const answer = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`;
  if (socket.writable) socket.end(answer, () => socket.destroy());
  else socket.destroy();
}

const CONNECTION_ERRORS: Readonly<Record<string, ApiError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new ApiError('REQUEST_TIMEOUT', 'the request did not come in time'),
  HPE_HEADER_OVERFLOW: new ApiError(
    'HEADERS_TOO_LARGE',
    `request line and headers have at most ${MAX_HEADER_BYTES} bytes`,
  ),
};
