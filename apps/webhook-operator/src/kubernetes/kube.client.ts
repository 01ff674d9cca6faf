import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { KubeRefused, KubeUnreachable } from './kube.errors.js';

export interface KubeConnection {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** A folder with `token` and `ca.crt`, as Kubernetes mounts it. */
  readonly credentials: string;
}

/** As far as it says what went wrong. */
interface KubeStatus {
  readonly reason?: string;
  readonly message?: string;
}

const TIMEOUT_MS = 15_000;

/**
 * Speaks to Kubernetes' API server as the process's service account. Six calls do not need the official client: see
 * docs/dependencies.md. Every call throws KubeRefused or KubeUnreachable.
 */
export class KubeClient {
  private readonly agent: http.Agent;
  private readonly transport: typeof http | typeof https;

  constructor(private readonly connection: KubeConnection) {
    const isTls = connection.apiUrl.startsWith('https:');
    this.transport = isTls ? https : http;
    this.agent = isTls ? new https.Agent({ keepAlive: true, ca: this.read('ca.crt') }) : new http.Agent();
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.json('GET', path);
  }

  create<Answer>(path: string, object: object): Promise<Answer> {
    return this.json('POST', path, object, 'application/json');
  }

  /** Merges: what is null goes, a list is replaced. With `metadata.resourceVersion` only that version is changed. */
  patch<Answer>(path: string, change: object): Promise<Answer> {
    return this.json('PATCH', path, change, 'application/merge-patch+json');
  }

  /** The lines of an answer that stays open, until the server ends it or `signal` does. */
  async *lines(path: string, signal: AbortSignal): AsyncGenerator<string> {
    const response = await this.send('GET', path, signal);
    response.setEncoding('utf8');
    let rest = '';
    try {
      for await (const chunk of response) {
        const lines = (rest + (chunk as string)).split('\n');
        rest = lines.pop() ?? '';
        yield* lines;
      }
    } catch (error) {
      throw new KubeUnreachable(error);
    } finally {
      response.destroy();
    }
  }

  private async json<Answer>(method: string, path: string, body?: object, contentType?: string): Promise<Answer> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await this.send(method, path, signal, body, contentType);
    try {
      return JSON.parse(await text(response)) as Answer;
    } catch (error) {
      throw new KubeUnreachable(error);
    }
  }

  private async send(
    method: string,
    path: string,
    signal: AbortSignal,
    body?: object,
    contentType?: string,
  ): Promise<http.IncomingMessage> {
    let response: http.IncomingMessage;
    try {
      // The token is renewed in its file.
      const headers = { authorization: `Bearer ${this.read('token').trim()}`, accept: 'application/json' };
      const request = this.transport.request(this.connection.apiUrl + path, {
        ...{ method, signal, agent: this.agent },
        headers: { ...headers, ...(contentType && { 'content-type': contentType }) },
      });
      // One that comes after the response is the response's, too; without a listener it would end the process.
      request.on('error', () => undefined);
      request.end(body === undefined ? undefined : JSON.stringify(body));
      [response] = (await once(request, 'response')) as [http.IncomingMessage];
    } catch (error) {
      throw new KubeUnreachable(error);
    }
    const { statusCode = 0 } = response;
    if (statusCode < 300) return response;
    throw await refusalOf(statusCode, response);
  }

  private read(file: string): string {
    return readFileSync(join(this.connection.credentials, file), 'utf8');
  }
}

async function refusalOf(status: number, response: http.IncomingMessage): Promise<KubeRefused> {
  try {
    const { reason, message } = JSON.parse(await text(response)) as KubeStatus;
    return new KubeRefused(status, reason ?? 'Unknown', message ?? `answered ${status}`);
  } catch {
    return new KubeRefused(status, 'Unknown', `answered ${status}`);
  }
}
