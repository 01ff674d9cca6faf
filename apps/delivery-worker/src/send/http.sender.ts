import type { Dispatcher } from 'undici';
import type { ResponseHeaders } from '#dialects';
import type { OutcomeCode } from '#domain';
import { DeadlineWheel } from './deadline.wheel.js';
import { failureOf } from './failure.codes.js';
import { type ClientTls, guardedAgent, type Outbound } from './guarded.agent.js';
import { TlsAgents } from './tls.agents.js';

export interface HttpAttempt {
  /** `POST` unless given. */
  readonly method?: 'POST' | 'OPTIONS';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** For all of it: connecting, sending, the answer's head and body. */
  readonly timeoutMs: number;
  /** Of a webhook with certificates of its own. The same object for each of its requests. */
  readonly tls?: ClientTls;
  /** Gets the answer's headers, their names in lower case, before the result is there. */
  readonly onHeaders?: (headers: ResponseHeaders) => void;
}

/** How one request ended. */
export interface AttemptResult {
  readonly code: OutcomeCode;
  readonly durationMs: number;
  readonly statusCode?: number;
  /** At most 10 KB of the answer. */
  readonly responseBody?: string;
  readonly error?: string;
  /** What the receiver asked for in `Retry-After`. */
  readonly retryAfterMs?: number;
}

const MAX_READ_BYTES = 64 * 1024;
/** Of an answer, by each request. */
export const MAX_KEPT_BYTES = 10 * 1024;

/** Makes one request and never throws. Redirects are not followed. */
export class HttpSender {
  private readonly agent: Dispatcher;
  private readonly ownAgents: TlsAgents;
  private readonly deadlines = new DeadlineWheel();

  constructor(outbound: Outbound) {
    this.agent = guardedAgent(outbound);
    this.ownAgents = new TlsAgents(outbound);
  }

  send(attempt: HttpAttempt): Promise<AttemptResult> {
    return new Promise((resolve) => {
      const exchange = new Exchange(resolve, attempt.onHeaders);
      exchange.stopDeadline = this.deadlines.add(attempt.timeoutMs, () => exchange.expire());
      try {
        const agent = attempt.tls ? this.ownAgents.agentFor(attempt.tls) : this.agent;
        agent.dispatch(
          {
            origin: attempt.url.origin,
            path: attempt.url.pathname + attempt.url.search,
            method: attempt.method ?? 'POST',
            headers: attempt.headers,
            body: attempt.body ?? null,
          },
          exchange,
        );
      } catch (error) {
        exchange.fail(error);
      }
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.agent.destroy(), this.ownAgents.destroy()]);
  }
}

/** One request on the wire: collects what is kept of the answer, and settles exactly once. */
class Exchange implements Dispatcher.DispatchHandler {
  stopDeadline: () => void = () => undefined;
  private readonly startedAtMs = performance.now();
  private controller: Dispatcher.DispatchController | undefined;
  private settled = false;
  private statusCode: number | undefined;
  private retryAfterMs: number | undefined;
  private readonly chunks: Buffer[] = [];
  private readBytes = 0;

  constructor(
    private readonly resolve: (result: AttemptResult) => void,
    private readonly handOutHeaders: HttpAttempt['onHeaders'],
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new DeadlineExceeded());
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.statusCode = statusCode;
    this.handOutHeaders?.(headers);
    const retryAfter = headers['retry-after'];
    if (typeof retryAfter === 'string') this.retryAfterMs = parseRetryAfter(retryAfter, Date.now());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.readBytes += chunk.length;
    if (this.readBytes - chunk.length < MAX_KEPT_BYTES) this.chunks.push(chunk);
    // The status has been said; a longer answer is nobody's business.
    if (this.readBytes > MAX_READ_BYTES) {
      this.complete();
      controller.abort(new DeadlineExceeded());
    }
  }

  onResponseEnd(): void {
    this.complete();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  /** The deadline has passed. */
  expire(): void {
    this.settle({ code: 'timeout', error: 'no complete answer within the time-out' });
    this.controller?.abort(new DeadlineExceeded());
  }

  fail(error: unknown): void {
    this.settle(failureOf(error));
  }

  private complete(): void {
    this.settle(statusOutcome(this.statusCode ?? 0));
  }

  private settle(outcome: Pick<AttemptResult, 'code' | 'error'>): void {
    if (this.settled) return;
    this.settled = true;
    this.stopDeadline();
    this.resolve({
      code: outcome.code,
      error: outcome.error,
      durationMs: Math.round(performance.now() - this.startedAtMs),
      statusCode: this.statusCode,
      responseBody: this.chunks.length > 0 ? this.clippedBody() : undefined,
      retryAfterMs: this.retryAfterMs,
    });
  }

  /** Text that PostgreSQL can hold: NUL is the one character it refuses. */
  private clippedBody(): string {
    return Buffer.concat(this.chunks).subarray(0, MAX_KEPT_BYTES).toString('utf8').replaceAll('\u0000', '\ufffd');
  }
}

class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

function statusOutcome(statusCode: number): Pick<AttemptResult, 'code' | 'error'> {
  if (statusCode >= 200 && statusCode < 300) return { code: 'ok' };
  const error = `the receiver answered ${statusCode}`;
  if (statusCode === 410) return { code: 'gone', error };
  if (statusCode >= 300 && statusCode < 400) return { code: 'redirect', error };
  return { code: 'http_status', error };
}

/** `Retry-After` in either of its forms (RFC 9110, section 10.2.3), in milliseconds from `nowMs`. */
export function parseRetryAfter(text: string, nowMs: number): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
