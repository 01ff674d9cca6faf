import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type Receipt, ReceiptLog } from './receipt.log.js';
import { SIGNATURE_CHECKS } from './signature.checks.js';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_SECRETS_PER_PATH = 10;

/**
 * A system that subscribed to webhooks. `POST /DIALECT` takes a delivery and answers 200, or 401 where its signature is
 * wrong; `OPTIONS /DIALECT` permits deliveries to it; `GET /receipts?since=SEQUENCE` tells what came; `POST /secrets {"path", "secret"}`, from this machine only,
 * tells it a secret, and it knows the last ten of each path.
 */
export function createReceiver(secrets: Readonly<Record<string, string>> = {}): Server {
  const receiver = new Receiver(secrets);
  return createServer((request, response) => {
    receiver.handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) answer(response, 400, { error: String(error) });
    });
  });
}

class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

class Receiver {
  private readonly log = new ReceiptLog();
  private readonly secrets = new Map<string, string[]>();

  constructor(secrets: Readonly<Record<string, string>>) {
    for (const [path, secret] of Object.entries(secrets)) this.learn(path, secret);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://receiver');
    const path = url.pathname.slice(1);
    if (request.method === 'GET' && path === 'health/ready') return answer(response, 200, { status: 'ready' });
    if (request.method === 'GET' && path === 'receipts') {
      return answer(response, 200, this.log.since(Number(url.searchParams.get('since') ?? 0)));
    }
    if (request.method === 'POST' && path === 'secrets') return this.takeSecret(request, response);
    if (request.method === 'POST' && Object.hasOwn(SIGNATURE_CHECKS, path)) {
      return this.takeDelivery(path, request, response);
    }
    // CloudEvents' way of asking whether a receiver wants deliveries at all.
    if (request.method === 'OPTIONS' && Object.hasOwn(SIGNATURE_CHECKS, path)) {
      response.writeHead(204, { allow: 'POST', 'webhook-allowed-origin': '*', 'webhook-allowed-rate': '*' }).end();
      return;
    }
    answer(response, 404, { error: 'Not found' });
  }

  private async takeSecret(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLoopback(request.socket.remoteAddress)) return answer(response, 403, { error: 'From this machine only' });
    const { path, secret } = JSON.parse((await readBody(request)).toString()) as { path?: unknown; secret?: unknown };
    const name = String(path).replace(/^\//, '');
    if (typeof secret !== 'string' || secret === '' || !Object.hasOwn(SIGNATURE_CHECKS, name)) {
      const paths = Object.keys(SIGNATURE_CHECKS).map((known) => `/${known}`);
      return answer(response, 400, { error: `Give {"path", "secret"}; the paths are ${paths.join(', ')}` });
    }
    this.learn(name, secret);
    answer(response, 200, { status: 'known' });
  }

  private async takeDelivery(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const receivedAtMs = Date.now();
    const check = SIGNATURE_CHECKS[path];
    const verified = (this.secrets.get(path) ?? []).some((secret) => check?.(body, request.headers, secret));
    const deliveryId = request.headers['carehook-delivery-id'];
    this.log.add({
      path: `/${path}`,
      receivedAtMs,
      verified,
      bytes: body.length,
      ...(namesInHeaders(request.headers) ?? namesIn(body)),
      ...(typeof deliveryId === 'string' && { deliveryId }),
    });
    if (verified) answer(response, 200, { status: 'received' });
    else answer(response, 401, { error: 'Invalid signature' });
  }

  private learn(path: string, secret: string): void {
    const known = (this.secrets.get(path) ?? []).filter((other) => other !== secret);
    this.secrets.set(path, [secret, ...known].slice(0, MAX_SECRETS_PER_PATH));
  }
}

/** The event's type and id where they are headers: a CloudEvent in binary mode. */
function namesInHeaders(headers: IncomingHttpHeaders): Pick<Receipt, 'eventType' | 'eventId'> | undefined {
  const { 'ce-type': type, 'ce-id': id } = headers;
  if (typeof type !== 'string' || typeof id !== 'string') return undefined;
  return { eventType: decodeURIComponent(type), eventId: decodeURIComponent(id) };
}

/** The event's type and id, under whichever name the product gives them. */
function namesIn(body: Buffer): Pick<Receipt, 'eventType' | 'eventId'> {
  let content: Record<string, unknown>;
  try {
    content = JSON.parse(body.toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
  const type = content.eventType ?? content.event_type ?? content.type ?? content.event;
  return {
    ...(typeof type === 'string' && { eventType: type }),
    ...(typeof content.id === 'string' && { eventId: content.id }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new BodyTooLarge(`more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}

function isLoopback(address = ''): boolean {
  return address === '::1' || address.replace('::ffff:', '').startsWith('127.');
}
