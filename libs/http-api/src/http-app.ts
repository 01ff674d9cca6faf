import 'reflect-metadata';
import { StandardSchemaValidationPipe, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NetworkList } from '#domain';
import { parseJson } from '#raw-json';
import { LOGGER, type Logger, NestLogger } from '#telemetry';
import { ApiErrorFilter } from './api-error.filter.js';
import { applyBodyLimits } from './body-limit.js';
import { endConnectionsOnClose } from './connections.end.js';
import type { ErrorForm } from './error.form.js';
import { listRoutes } from './route.list.js';
import { SECURITY_HEADERS } from './security.headers.js';
import { refuseManyHeaders, serverLimits } from './server.limits.js';
import { validationError } from './validation-error.js';

export interface HttpAppOptions {
  readonly bodyLimitBytes: number;
  /** `json` parses `application/json`; `raw` hands every body to the handler as the bytes that came. */
  readonly bodies: 'json' | 'raw';
  /** Of facades whose errors are not in the native form. */
  readonly errorForms?: readonly ErrorForm[];
  /** Knows errors of servers that are away: answered with 503 and a time to come again. */
  readonly isOutage?: (thrown: unknown) => boolean;
  /** Networks in CIDR form of the proxies whose X-Forwarded-For is believed; none unless given. */
  readonly trustedProxies?: readonly string[];
}

/** A Nest application on Fastify with our error body, our JSON parser, schema validation and shutdown on signals. */
export async function createHttpApp(rootModule: Type, options: HttpAppOptions): Promise<NestFastifyApplication> {
  const proxies = new NetworkList(options.trustedProxies ?? []);
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimitBytes,
    trustProxy: (address: string) => proxies.includes(address),
    exposeHeadRoutes: false,
    ...serverLimits(options.errorForms),
  });
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    refuseManyHeaders(request.raw);
  });
  applyBodyLimits(adapter);
  endConnectionsOnClose(adapter);
  const routes = listRoutes(adapter);
  const app = await NestFactory.create<NestFastifyApplication>(rootModule, adapter, {
    bodyParser: false,
    // For `@RawBody()`: handlers that hand on a part of the body as the bytes that came.
    rawBody: true,
    bufferLogs: true,
    abortOnError: false,
  });
  const logger = app.get<Logger>(LOGGER);
  app.useLogger(new NestLogger(logger));
  app.useGlobalFilters(new ApiErrorFilter(logger, options.errorForms, options.isOutage));
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: validationError }));
  // Else Nest ends the process by the signal that it got, which the first process of a container ignores.
  app.enableShutdownHooks(undefined, { useProcessExit: true });

  // Fastify's own JSON parser would come first; its errors quote the body.
  adapter.getInstance().removeAllContentTypeParsers();
  const limit = { bodyLimit: options.bodyLimitBytes };
  if (options.bodies === 'raw') {
    app.useBodyParser('*', limit, (_request, body, done) => done(null, body));
  } else {
    app.useBodyParser('application/json', limit, (_request, body: Buffer, done) => {
      try {
        done(null, body.length === 0 ? undefined : parseJson(body));
      } catch (error) {
        done(error as Error, undefined);
      }
    });
  }
  ROUTES.set(app, routes);
  return app;
}

/** Listens, takes up work from Kafka, and says so in the log's one line about a start. */
export async function serve(
  app: NestFastifyApplication,
  settings: { readonly HOST: string; readonly PORT?: number | undefined },
  defaultPort: number,
): Promise<void> {
  await app.listen(settings.PORT ?? defaultPort, settings.HOST);
  await app.startAllMicroservices();
  const logger = app.get<Logger>(LOGGER);
  logger.debug({ routes: ROUTES.get(app) }, 'serves');
  logger.info({ url: await app.getUrl() }, 'ready');
}

/** What each app serves, for its log. */
const ROUTES = new WeakMap<NestFastifyApplication, readonly string[]>();
