import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LOGGER, type Logger } from '#telemetry';
import { type ConsoleFile, encodingFor, readConsoleFiles } from './console.files.js';

/** Beside the built apps. */
const FOLDER = join(import.meta.dirname, '../../../console');
/** Stands in the page where the nonce of its styles goes. */
const NONCE = /__STYLE_NONCE__/g;
const FOR_EVER = 'public, max-age=31536000, immutable';

/** What of Fastify is needed here; its types are no dependency of ours. */
interface Request {
  readonly params: unknown;
  readonly headers: { readonly 'accept-encoding'?: string | string[] | undefined };
}
interface Reply {
  type(value: string): Reply;
  headers(values: Readonly<Record<string, string>>): Reply;
  send(body: Buffer | string): Reply;
  callNotFound(): unknown;
}

/**
 * The console for people: the page at `/` and at every path under `/console/` that names no file, and its files, whose names
 * change with what they hold, under `/console/assets/`. No path of the API is among them. Needs no key: the page asks for one,
 * and calls the API with it. Call before the app is initialised.
 */
export function serveConsole(app: NestFastifyApplication): void {
  const files = readConsoleFiles(FOLDER);
  const page = files.get('index.html')?.content.toString('utf8');
  if (page === undefined) {
    app.get<Logger>(LOGGER).warn('the console is not built, and not served');
    return;
  }
  const server = app.getHttpAdapter().getInstance();
  server.get('/', (_request: Request, reply: Reply) => sendPage(reply, page));
  server.get('/console/*', (request: Request, reply: Reply) => {
    const path = (request.params as { '*': string })['*'];
    const file = path === 'index.html' ? undefined : files.get(path);
    if (file) return sendFile(request, reply, file);
    return path.startsWith('assets/') ? reply.callNotFound() : sendPage(reply, page);
  });
}

function sendPage(reply: Reply, page: string): Reply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .type('text/html; charset=utf-8')
    .headers({ 'cache-control': 'no-cache', 'content-security-policy': contentPolicy(nonce) })
    .send(page.replace(NONCE, nonce));
}

function sendFile(request: Request, reply: Reply, file: ConsoleFile): Reply {
  const encoding = encodingFor(file, [request.headers['accept-encoding']].flat().join(','));
  return reply
    .type(file.type)
    .headers({
      'cache-control': FOR_EVER,
      vary: 'accept-encoding',
      ...(encoding && { 'content-encoding': encoding }),
    })
    .send((encoding && file.encoded[encoding]) ?? file.content);
}

/**
 * Scripts, data and images of this host and no others. Mantine writes its variables into style elements, which bear the nonce,
 * and places things by style attributes, which cannot bear one.
 */
function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
