import { ApiRefused, ApiUnreachable } from './command.errors.js';
import type { Connection } from './connection.settings.js';

interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | null;
}

type Query = Readonly<Record<string, string | number | undefined>>;

const TIMEOUT_MS = 60_000;
const PAGE_SIZE = 200;

/** Calls Carehook's two APIs. Every call throws ApiRefused or ApiUnreachable. */
export class ApiClient {
  constructor(private readonly connection: Connection) {}

  get<Answer>(path: string, query: Query = {}): Promise<Answer> {
    return this.json('GET', path + queryText(query));
  }

  send<Answer>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    return this.json(method, path, body === undefined ? undefined : JSON.stringify(body));
  }

  /** The exact bytes of an answer. */
  async bytes(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.fetch('GET', this.connection.apiUrl + path)).arrayBuffer());
  }

  /** Publishes to event-ingest. */
  async publish<Answer>(body: string, contentType: string, headers: Record<string, string> = {}): Promise<Answer> {
    const init = { body, headers: { ...headers, 'content-type': contentType } };
    return (await this.fetch('POST', `${this.connection.ingestUrl}/v1/events`, init)).json() as Promise<Answer>;
  }

  /** All items of a list, at most `limit`. */
  async list<Item>(path: string, query: Query = {}, limit = Number.POSITIVE_INFINITY): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | undefined;
    do {
      const size = Math.min(PAGE_SIZE, limit - items.length);
      const page = await this.get<Page<Item>>(path, { ...query, limit: size, cursor });
      items.push(...page.data);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && items.length < limit);
    return items;
  }

  /** An answer that does not end; `signal` ends it. */
  open(path: string, query: Query, signal: AbortSignal): Promise<Response> {
    return this.fetch('GET', this.connection.apiUrl + path + queryText(query), { signal });
  }

  /** Whether both services say that they can do their job. */
  async readiness(): Promise<{ service: string; url: string; answer: string }[]> {
    const { apiUrl, ingestUrl } = this.connection;
    const services = [
      { service: 'subscription-api', url: apiUrl },
      ...(ingestUrl === apiUrl ? [] : [{ service: 'event-ingest', url: ingestUrl }]),
    ];
    return Promise.all(
      services.map(async (each) => {
        const isReady = await this.fetch('GET', `${each.url}/health/ready`).then(
          () => 'ready',
          (error: Error) => (error instanceof ApiRefused ? `not ready (${error.status})` : error.message),
        );
        return { ...each, answer: isReady };
      }),
    );
  }

  private async json<Answer>(method: string, path: string, body?: string): Promise<Answer> {
    const init = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } };
    const response = await this.fetch(method, this.connection.apiUrl + path, init);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }

  private async fetch(
    method: string,
    url: string,
    { headers = {}, ...init }: { body?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: { ...headers, 'x-api-key': this.connection.key, 'user-agent': 'carehook-cli/0.1' },
        // A redirect could take the key elsewhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...init,
      });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ApiUnreachable(new URL(url).origin, reasonOf(error));
    }
    if (!response.ok) throw await refusalOf(response);
    return response;
  }
}

function queryText(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(Object.fromEntries(given) as Record<string, string>).toString()}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? error.message;
}

async function refusalOf(response: Response): Promise<ApiRefused> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; details?: unknown } };
    const details = Array.isArray(error.details) ? (error.details as ApiRefused['details']) : [];
    return new ApiRefused(response.status, error.code, error.message, details);
  } catch {
    return new ApiRefused(response.status, 'UNEXPECTED_ANSWER', `this is no answer of Carehook's`, []);
  }
}
