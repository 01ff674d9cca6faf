import type { IncomingMessage } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import { API_ERRORS, ApiError, type ApiErrorCode } from '#domain';
import { InvalidJson } from '#raw-json';
import { LOGGER, type Logger } from '#telemetry';
import { type ErrorForm, renderError } from './error.form.js';
import { drain } from './request.drain.js';

interface Reply {
  status(code: number): Reply;
  headers(values: Readonly<Record<string, string>>): Reply;
  send(body: unknown): void;
}

/**
 * Turns whatever was thrown, by us or by the framework, into `{"error":{"code","message","details"}}`, or into the form
 * of the facade whose path was called. `isOutage` knows errors of servers that are away, which may be back soon.
 */
@Catch()
export class ApiErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly forms: readonly ErrorForm[] = [],
    private readonly isOutage: (thrown: unknown) => boolean = () => false,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const error = this.isOutage(thrown) ? outage() : toApiError(thrown);
    if (error.code === 'INTERNAL_ERROR') this.logger.error({ err: thrown }, 'a request failed unexpectedly');
    const http = host.switchToHttp();
    const { raw, url = '' } = http.getRequest<{ raw: IncomingMessage; url?: string }>();
    if (error.code === 'PAYLOAD_TOO_LARGE') await drain(raw);
    const { status, headers, body } = renderError(error, url, this.forms);
    http.getResponse<Reply>().status(status).headers(headers).send(body);
  }
}

function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof InvalidJson)
    return new ApiError('MALFORMED_BODY', `the body is not valid JSON: ${thrown.message}`);
  const status = frameworkStatus(thrown);
  const code = CODE_BY_STATUS.get(status);
  if (!code || code === 'INTERNAL_ERROR') return new ApiError('INTERNAL_ERROR', 'something went wrong on our side');
  return new ApiError(code, FRAMEWORK_MESSAGES[code] ?? 'the request was refused');
}

function outage(): ApiError {
  return new ApiError('UNAVAILABLE', 'this cannot be done right now; try again', undefined, { 'retry-after': '5' });
}

/** Nest throws HttpExceptions; Fastify's own errors carry a `statusCode`. */
function frameworkStatus(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  return typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? Number(thrown.statusCode) : 500;
}

const CODE_BY_STATUS = new Map<number, ApiErrorCode>(
  (Object.entries(API_ERRORS) as [ApiErrorCode, number][]).map(([code, status]) => [status, code]),
);
CODE_BY_STATUS.set(400, 'MALFORMED_BODY');

/** Our own words: the framework's may quote the request. */
const FRAMEWORK_MESSAGES: Partial<Record<ApiErrorCode, string>> = {
  MALFORMED_BODY: 'the request could not be read',
  NOT_FOUND: 'there is nothing at this path',
  METHOD_NOT_ALLOWED: 'this path does not take that method',
  PAYLOAD_TOO_LARGE: 'the body is too large',
  UNSUPPORTED_MEDIA_TYPE: 'this content type is not taken here',
};
