import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request as it came, to the byte. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** When its body had come in whole: milliseconds since 1970. */
  readonly atMs: number;
  /** `Carehook-Delivery-Id`. */
  readonly deliveryId: string;
  /** The status that it was answered with; none where it was not. */
  readonly answered?: number;
}

/** What a path answers. `count` says how many requests came to it before this one, whose body is `body`. */
export type Behaviour = (count: number, body: Buffer) => Answer;
type Answer = { readonly status: number; readonly afterMs?: number; readonly body?: string | Buffer } | 'never';

export const ok: Behaviour = () => ({ status: 200 });
export const status =
  (code: number): Behaviour =>
  () => ({ status: code });
/** Refuses the first `times` requests. */
export const failing =
  (times: number, code = 500): Behaviour =>
  (count) => ({ status: count < times ? code : 200 });
export const slow =
  (afterMs: number): Behaviour =>
  () => ({ status: 200, afterMs });
/** Answers what it was sent. */
export const echoing: Behaviour = (_, body) => ({ status: 200, body });
export const hanging: Behaviour = () => 'never';

/** What was waited for did not come in time, or more came than a test may want. */
export class NotReceived extends Error {
  override readonly name = 'NotReceived';
  constructor(
    readonly path: string,
    readonly received: number,
    reason: string,
  ) {
    super(`${path}: ${reason}; ${received} requests came`);
  }
}

/** Says whether the requests that came to a path are those that a test waits for. */
export type Enough = (requests: readonly ReceivedRequest[]) => boolean;

const MAX_REQUESTS = 100_000;
const WAIT_MS = 15_000;

/** A webhook receiver on a free port of 127.0.0.1: keeps what comes, by path, and answers as it is told to. */
export class Receiver {
  private readonly requests = new Map<string, ReceivedRequest[]>();
  private readonly behaviours = new Map<string, Behaviour>();
  private readonly watchers = new Set<() => void>();
  private readonly server = createServer((request, response) => {
    // A sender that is killed in the middle of a request is part of the tests.
    this.serve(request, response).catch(() => response.destroy());
  });
  private readonly permissions = new Map<string, Record<string, string>>();
  private readonly questions = new Map<string, IncomingHttpHeaders[]>();
  private total = 0;

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  /** What `path` answers from now on; a path that was told nothing answers 200. */
  on(path: string, behaviour: Behaviour): void {
    this.behaviours.set(path, behaviour);
  }

  /** From now on `OPTIONS` of `path` is answered 200 with these headers; a path that was told nothing answers it 405. */
  permit(path: string, headers: Record<string, string>): void {
    this.permissions.set(path, headers);
  }

  /** The headers of each `OPTIONS` that came to a path. */
  asked(path: string): readonly IncomingHttpHeaders[] {
    return this.questions.get(path) ?? [];
  }

  received(path: string): readonly ReceivedRequest[] {
    return this.requests.get(path) ?? [];
  }

  /** The requests to `path` as soon as there are so many of them, or enough of them. @throws NotReceived */
  waitFor(path: string, enough: number | Enough, timeoutMs = WAIT_MS): Promise<readonly ReceivedRequest[]> {
    const isEnough: Enough = typeof enough === 'number' ? (requests) => requests.length >= enough : enough;
    return new Promise((resolve, reject) => {
      const look = () => {
        const requests = this.received(path);
        if (this.total > MAX_REQUESTS) return finish(() => reject(this.notReceived(path, 'too many requests')));
        if (isEnough(requests)) finish(() => resolve(requests));
      };
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.watchers.delete(look);
        settle();
      };
      const timer = setTimeout(
        () => finish(() => reject(this.notReceived(path, `not enough after ${timeoutMs} ms`))),
        timeoutMs,
      );
      this.watchers.add(look);
      look();
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '/';
    if (request.method === 'OPTIONS') return this.answerQuestion(path, request.headers, response);
    const known = this.requests.get(path) ?? [];
    const body = Buffer.concat(chunks);
    const answer = (this.behaviours.get(path) ?? ok)(known.length, body);
    this.keep(path, known, request.headers, body, answer);
    if (answer === 'never') return;
    if (answer.afterMs) await sleep(answer.afterMs);
    response.writeHead(answer.status).end(answer.body);
  }

  private answerQuestion(path: string, headers: IncomingHttpHeaders, response: ServerResponse): void {
    this.questions.set(path, [...this.asked(path), headers]);
    const permission = this.permissions.get(path);
    response.writeHead(permission ? 200 : 405, permission).end();
  }

  private keep(
    path: string,
    known: ReceivedRequest[],
    headers: IncomingHttpHeaders,
    body: Buffer,
    answer: Answer,
  ): void {
    this.total += 1;
    if (this.total <= MAX_REQUESTS) {
      const deliveryId = String(headers['carehook-delivery-id']);
      const answered = answer === 'never' ? {} : { answered: answer.status };
      known.push({ path, headers, body, atMs: Date.now(), deliveryId, ...answered });
      this.requests.set(path, known);
    }
    for (const look of this.watchers) look();
  }

  private notReceived(path: string, reason: string): NotReceived {
    return new NotReceived(path, this.received(path).length, reason);
  }
}
