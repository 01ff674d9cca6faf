import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { DOCS_CONTENT_POLICY, DOCS_PAGE, DOCS_SCRIPT } from './docs.page.js';

const VERSION = '0.1.0';

/**
 * `GET /openapi.json` and, for people, `GET /docs`: Swagger UI from its own package, with nothing from another host.
 * Both need no key. Call before the app is initialised.
 */
export async function serveApiDocs(app: NestFastifyApplication): Promise<void> {
  const document = JSON.stringify(describeApi(app));
  const [script, style] = await Promise.all(['swagger-ui-bundle.js', 'swagger-ui.css'].map(readAsset));
  const pages: [path: string, type: string, content: string | Buffer | undefined][] = [
    ['/openapi.json', 'application/json; charset=utf-8', document],
    ['/docs', 'text/html; charset=utf-8', DOCS_PAGE],
    ['/docs/start.js', 'text/javascript; charset=utf-8', DOCS_SCRIPT],
    ['/docs/swagger-ui-bundle.js', 'text/javascript; charset=utf-8', script],
    ['/docs/swagger-ui.css', 'text/css; charset=utf-8', style],
  ];
  const server = app.getHttpAdapter().getInstance();
  for (const [path, type, content] of pages) {
    server.get(path, (_request, reply) =>
      reply.type(type).header('content-security-policy', DOCS_CONTENT_POLICY).send(content),
    );
  }
}

/** The API in OpenAPI 3.1, from the controllers and the schemas that check their bodies and queries. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Carehook')
    .setDescription('Webhooks for the events of clinical systems: who gets what, how, and what became of it.')
    .setVersion(VERSION)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'X-API-Key')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'Bearer')
    .addSecurityRequirements('X-API-Key')
    .addSecurityRequirements('Bearer')
    .build();
  return SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: toOpenApiSchema,
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
  });
}

/** Nest asks for OpenAPI 3.0's form of a schema, which differs from 3.1's: JSON Schema. */
function toOpenApiSchema(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $schema: _, ...converted } = z.toJSONSchema(schema, { io: schemaType, unrepresentable: 'any' });
  return { schema: converted };
}

/** swagger-ui-dist is a dependency of @nestjs/swagger, and found from there. */
function readAsset(name: string): Promise<Buffer> {
  const fromSwagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return readFile(join(fromSwagger.resolve('swagger-ui-dist/package.json'), '..', name));
}
