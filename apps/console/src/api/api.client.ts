import type { FieldProblem } from './api.types';

/** The API refused, or could not be reached (status 0). */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Of a request that was refused for its fields. */
    readonly problems: readonly FieldProblem[],
  ) {
    super(message);
  }
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Query = Readonly<Record<string, string | number | undefined>>;

interface More {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The public API under one key. Every call can throw an `ApiFailure`. */
export class ApiClient {
  constructor(private readonly key: string) {}

  async get<T>(path: string, query: Query = {}): Promise<T> {
    return parsed<T>(await this.call('GET', pathWith(path, query)));
  }

  /** As it came: a parser would change numbers. */
  async getText(path: string): Promise<string> {
    return (await this.call('GET', path)).text();
  }

  /** As it came, in the form of this media type. */
  async getFile(path: string, query: Query, accept: string): Promise<Blob> {
    return (await this.call('GET', pathWith(path, query), undefined, { headers: { accept } })).blob();
  }

  /** An answer that goes on until it is aborted. */
  async open(path: string, query: Query, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.call('GET', pathWith(path, query), undefined, { signal });
    return body ?? new ReadableStream();
  }

  async send<T>(method: Exclude<Method, 'GET'>, path: string, body?: unknown): Promise<T> {
    return parsed<T>(await this.call(method, path, body));
  }

  /** With the moment of the answer by the server's clock, to the second. */
  async sendTimed<T>(
    method: Exclude<Method, 'GET'>,
    path: string,
    body: unknown,
  ): Promise<{ readonly answer: T; readonly serverMs: number }> {
    const response = await this.call(method, path, body);
    const serverMs = Date.parse(response.headers.get('date') ?? '') || Date.now();
    return { answer: await parsed<T>(response), serverMs };
  }

  private async call(method: Method, path: string, body?: unknown, more: More = {}): Promise<Response> {
    const isJson = body !== undefined && { 'content-type': 'application/json' };
    const response = await fetch(path, {
      method,
      headers: { 'x-api-key': this.key, ...isJson, ...more.headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(more.signal && { signal: more.signal }),
    }).catch((error: unknown) => {
      throw new ApiFailure(0, 'UNREACHABLE', String(error), []);
    });
    if (!response.ok) throw await failureOf(response);
    return response;
  }
}

async function parsed<T>(response: Response): Promise<T> {
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const body = (await response.json().catch(() => undefined)) as
    | { readonly error?: { readonly code?: string; readonly message?: string; readonly details?: unknown } }
    | undefined;
  const { code = 'UNKNOWN', message = `HTTP ${response.status}`, details } = body?.error ?? {};
  return new ApiFailure(response.status, code, message, Array.isArray(details) ? (details as FieldProblem[]) : []);
}

function pathWith(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
