import { beforeEach, describe, expect, it } from 'vitest';
import { dialectNamed } from '#dialects';
import type { Webhook } from '#domain';
import { HandshakeGate } from './handshake.gate.js';
import type { AttemptResult, HttpAttempt } from './http.sender.js';

const CLOUDEVENTS = dialectNamed('cloudevents');
const WEBHOOK: Webhook = {
  id: 'w1',
  tenantId: 'clinic-a',
  url: 'https://receiver.example/hook?x=1',
  events: ['*'],
  active: true,
  dialect: 'cloudevents',
  headers: { Authorization: 'Bearer receivers-own' },
  retryConfig: { timeout: 1_500 },
  maxConcurrency: 64,
  secrets: [],
  revision: 1,
};
const GRANTED = { 'webhook-allowed-origin': '*' };

/** A receiver that answers when it is told to. */
class Receiver {
  readonly asked: HttpAttempt[] = [];
  private readonly waiting: ((result: AttemptResult, headers: Record<string, string>) => void)[] = [];

  send(attempt: HttpAttempt): Promise<AttemptResult> {
    this.asked.push(attempt);
    return new Promise((resolve) => {
      this.waiting.push((result, headers) => {
        attempt.onHeaders?.(headers);
        resolve(result);
      });
    });
  }

  answer(result: Partial<AttemptResult>, headers: Record<string, string> = {}): void {
    this.waiting.shift()?.({ code: 'ok', statusCode: 200, durationMs: 3, ...result }, headers);
  }
}

let receiver: Receiver;
let gate: HandshakeGate;
beforeEach(() => {
  receiver = new Receiver();
  gate = new HandshakeGate(receiver, 'carehook');
});

describe('the handshake', () => {
  it('is no affair of dialects that have none', async () => {
    await expect(gate.refusal(WEBHOOK, dialectNamed('standard'))).resolves.toBeUndefined();
    expect(receiver.asked).toEqual([]);
  });

  it('asks with the certificates of the webhook’s own connections', async () => {
    const tls = { webhookId: 'w1', ca: 'authority' };
    gate = new HandshakeGate(receiver, 'carehook', (webhook) => (webhook === WEBHOOK ? tls : undefined));
    const refusal = gate.refusal(WEBHOOK, CLOUDEVENTS);
    receiver.answer({}, GRANTED);
    await refusal;
    expect(receiver.asked).toMatchObject([{ method: 'OPTIONS', tls }]);
  });

  it('asks the very URL with OPTIONS, within the webhook’s time-out, and without its credentials', async () => {
    const refusal = gate.refusal(WEBHOOK, CLOUDEVENTS);
    expect(receiver.asked).toEqual([
      {
        method: 'OPTIONS',
        url: new URL(WEBHOOK.url),
        headers: { 'WebHook-Request-Origin': 'carehook' },
        timeoutMs: 1_500,
        onHeaders: expect.any(Function),
      },
    ]);
    receiver.answer({}, GRANTED);
    await expect(refusal).resolves.toBeUndefined();
  });

  it('is made once for deliveries that come together, and once it is granted for all that follow', async () => {
    const refusals = [1, 2, 3].map(() => gate.refusal(WEBHOOK, CLOUDEVENTS));
    receiver.answer({}, GRANTED);
    await expect(Promise.all(refusals)).resolves.toEqual([undefined, undefined, undefined]);
    await gate.refusal(WEBHOOK, CLOUDEVENTS);
    expect(receiver.asked).toHaveLength(1);
  });

  it('is made again for a webhook that was changed', async () => {
    for (const webhook of [WEBHOOK, { ...WEBHOOK, revision: 2 }]) {
      const refusal = gate.refusal(webhook, CLOUDEVENTS);
      receiver.answer({}, GRANTED);
      await refusal;
    }
    expect(receiver.asked).toHaveLength(2);
  });

  it('that is refused fails all that waited for it, and is made again by the next', async () => {
    const refusals = [1, 2].map(() => gate.refusal(WEBHOOK, CLOUDEVENTS));
    receiver.answer({ code: 'http_status', statusCode: 405, error: 'the receiver answered 405' });
    const refused = {
      code: 'handshake_refused',
      statusCode: 405,
      durationMs: 3,
      error: 'the receiver answered 405 to OPTIONS',
    };
    await expect(Promise.all(refusals)).resolves.toEqual([refused, refused]);

    const next = gate.refusal(WEBHOOK, CLOUDEVENTS);
    receiver.answer({}, GRANTED);
    await expect(next).resolves.toBeUndefined();
    expect(receiver.asked).toHaveLength(2);
  });

  it('is refused by a 200 without permission', async () => {
    const refusal = gate.refusal(WEBHOOK, CLOUDEVENTS);
    receiver.answer({});
    await expect(refusal).resolves.toMatchObject({ code: 'handshake_refused', statusCode: 200 });
  });

  it('passes on how long a busy receiver wants to be left alone', async () => {
    const refusal = gate.refusal(WEBHOOK, CLOUDEVENTS);
    receiver.answer({ code: 'http_status', statusCode: 503, retryAfterMs: 7_000 });
    await expect(refusal).resolves.toMatchObject({ code: 'handshake_refused', retryAfterMs: 7_000 });
  });

  it.each(['timeout', 'connection_refused', 'address_refused'] as const)('that ends as %s says so', async (code) => {
    const refusal = gate.refusal(WEBHOOK, CLOUDEVENTS);
    receiver.answer({ code, error: 'no answer' });
    await expect(refusal).resolves.toMatchObject({ code, error: 'no answer' });
  });
});
