import type { Dialect, ResponseHeaders } from '#dialects';
import type { OutcomeCode, Webhook } from '#domain';
import type { ClientTls } from './guarded.agent.js';
import type { AttemptResult, HttpSender } from './http.sender.js';

/** Outcomes of a receiver that answered, whatever it said. */
const ANSWERED: ReadonlySet<OutcomeCode> = new Set(['ok', 'http_status', 'gone', 'redirect']);

/**
 * Asks a receiver for its permission before the first request of each webhook, where the dialect wants that. Permission is
 * remembered; after a refusal the next delivery asks again. Deliveries that come while a question is out share its answer.
 */
export class HandshakeGate {
  /** The directory makes a new object for every revision, so a webhook that was changed asks again. */
  private readonly answers = new WeakMap<Webhook, Promise<AttemptResult | undefined>>();

  /** `origin` names this Carehook to receivers; `tlsOf` has the certificates of a webhook's own connections. */
  constructor(
    private readonly sender: Pick<HttpSender, 'send'>,
    private readonly origin: string,
    private readonly tlsOf: (webhook: Webhook) => ClientTls | undefined = () => undefined,
  ) {}

  /** How an attempt ends that is not permitted; `undefined` where the request may be sent. */
  async refusal(webhook: Webhook, dialect: Dialect): Promise<AttemptResult | undefined> {
    if (!dialect.handshake) return undefined;
    let answer = this.answers.get(webhook);
    if (!answer) {
      answer = this.ask(webhook, dialect, dialect.handshake);
      this.answers.set(webhook, answer);
    }
    const refusal = await answer;
    if (refusal && this.answers.get(webhook) === answer) this.answers.delete(webhook);
    return refusal;
  }

  private async ask(
    webhook: Webhook,
    dialect: Dialect,
    handshake: NonNullable<Dialect['handshake']>,
  ): Promise<AttemptResult | undefined> {
    let headers: ResponseHeaders = {};
    const tls = this.tlsOf(webhook);
    const result = await this.sender.send({
      method: 'OPTIONS',
      url: new URL(webhook.url),
      headers: handshake.headers(this.origin),
      timeoutMs: dialect.timeoutMs(webhook.retryConfig),
      ...(tls && { tls }),
      onHeaders: (answered) => {
        headers = answered;
      },
    });
    if (!ANSWERED.has(result.code)) return result;
    const error = handshake.refusal(result.statusCode ?? 0, headers, this.origin);
    return error === undefined ? undefined : { ...result, code: 'handshake_refused', error };
  }
}
