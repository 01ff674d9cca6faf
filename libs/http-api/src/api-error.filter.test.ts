import { Readable } from 'node:stream';
import {
  type ArgumentsHost,
  BadRequestException,
  HttpException,
  MethodNotAllowedException,
  NotFoundException,
} from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ApiError } from '#domain';
import { InvalidJson } from '#raw-json';
import type { Logger } from '#telemetry';
import { ApiErrorFilter } from './api-error.filter.js';
import type { ErrorForm } from './error.form.js';

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: { error: { code: string; message: string; details?: unknown } };
  logged: unknown[];
}

async function answerTo(
  thrown: unknown,
  request: unknown = {},
  forms: ErrorForm[] = [],
  isOutage?: (thrown: unknown) => boolean,
): Promise<Answer> {
  const answer = { status: 0, headers: {}, logged: [] } as unknown as Answer;
  const reply = {
    status: (code: number) => Object.assign(answer, { status: code }) && reply,
    headers: (headers: Record<string, string>) => Object.assign(answer, { headers }) && reply,
    send: (body: Answer['body']) => Object.assign(answer, { body }),
  };
  const logger = { error: (entry: unknown) => answer.logged.push(entry) } as unknown as Logger;
  const host = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }) };
  await new ApiErrorFilter(logger, forms, isOutage).catch(thrown, host as unknown as ArgumentsHost);
  return answer;
}

/** As Fastify throws them. */
function fastifyError(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

describe('an ApiError', () => {
  it('is answered with its code, message, details, status and headers', async () => {
    const error = new ApiError('TOO_MANY_REQUESTS', 'slow down', { perSecond: 5 }, { 'retry-after': '1' });
    expect(await answerTo(error)).toEqual({
      status: 429,
      headers: { 'retry-after': '1' },
      body: { error: { code: 'TOO_MANY_REQUESTS', message: 'slow down', details: { perSecond: 5 } } },
      logged: [],
    });
  });
});

describe('an error of a server that is away', () => {
  it('is answered with 503 and a time to come again, and nothing of it', async () => {
    const answer = await answerTo(new Error('connect ECONNREFUSED 10.0.0.1:5432'), {}, [], () => true);
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { error: { code: 'UNAVAILABLE', message: 'this cannot be done right now; try again' } },
      logged: [],
    });
  });
});

describe('what the framework throws', () => {
  it.each<[string, unknown, number, string]>([
    ['a path that is not there', new NotFoundException('Cannot GET /x?token=s3cret'), 404, 'NOT_FOUND'],
    ['a method that is not taken', new MethodNotAllowedException('s3cret'), 405, 'METHOD_NOT_ALLOWED'],
    ['a bad request', new BadRequestException('s3cret'), 400, 'MALFORMED_BODY'],
    ['a bad request of Fastify', fastifyError(400, 's3cret'), 400, 'MALFORMED_BODY'],
    ['a content type', fastifyError(415, 's3cret'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['something of ours', fastifyError(500, 's3cret'), 500, 'INTERNAL_ERROR'],
    ['a status that we never use', new HttpException('s3cret', 418), 500, 'INTERNAL_ERROR'],
  ])('keeps its status, in our own words: %s', async (_name, thrown, status, code) => {
    const answer = await answerTo(thrown);
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toBe(code);
    expect(JSON.stringify(answer.body)).not.toContain('s3cret');
  });

  it('about a body that is too large is answered after the body was read away', async () => {
    const raw = Readable.from([Buffer.alloc(1_000), Buffer.alloc(1_000)]);
    const { status, body } = await answerTo(fastifyError(413, 'x'), { raw });
    expect({ status, code: body.error.code }).toEqual({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
    expect(raw.readableEnded).toBe(true);
  });
});

describe('what nobody foresaw', () => {
  it.each([new Error('password=s3cret'), 'text', null, undefined, { statusCode: 'x' }])(
    'is 500, logged, and its message stays with us: %o',
    async (thrown) => {
      const answer = await answerTo(thrown);
      expect(answer).toMatchObject({ status: 500, logged: [{ err: thrown }] });
      expect(answer.body).toEqual({
        error: { code: 'INTERNAL_ERROR', message: 'something went wrong on our side', details: undefined },
      });
    },
  );
});

it('names the place where JSON is wrong, and quotes nothing', async () => {
  const { status, body } = await answerTo(new InvalidJson('syntax', 17));
  expect(status).toBe(400);
  expect(body.error.code).toBe('MALFORMED_BODY');
  expect(body.error.message).toContain('at byte 17');
});

describe("a facade's form of errors", () => {
  const form: ErrorForm = {
    appliesTo: (path) => path === '/facade',
    render: ({ message, headers }) => ({ status: 418, headers, body: { message } }),
  };

  it('is used for its paths, whatever their query is, and for what the framework throws too', async () => {
    const refused = await answerTo(ApiError.notFound('this'), { url: '/facade?id=/other' }, [form]);
    expect(refused).toMatchObject({ status: 418, body: { message: 'this was not found' } });
    expect(await answerTo(fastifyError(415, 'x'), { url: '/facade' }, [form])).toMatchObject({ status: 418 });
  });

  it('is used nowhere else', async () => {
    const answer = await answerTo(ApiError.notFound('this'), { url: '/other?x=/facade' }, [form]);
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
  });
});
