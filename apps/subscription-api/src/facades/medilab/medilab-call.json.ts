import { payloadFor } from '#dialects';
import type { ClinicalEvent } from '#domain';
import type { WebhookCall, WebhookEntity } from '#postgres';
import { isJsonContentType } from '#raw-json';
import { isSoundJson } from '../../events/event.json.js';
import { DIALECT } from './medilab.names.js';

const MASK = '***';
const JSON_NULL = Buffer.from('null');

/** A sender may go on for so long with the settings that it knows, after they were changed. */
const STALE_MS = 60_000;

type Target = Pick<WebhookEntity, 'id' | 'tenantId' | 'url' | 'headers' | 'payload' | 'redact' | 'payloadChangedAt'> & {
  readonly secrets: readonly unknown[];
};

/**
 * A JSON list of calls, as the page's list of what is logged has it. Address and headers are those that the webhook has now;
 * custom headers' values and the signature are masked. The payload is written again as it was sent, and its data spliced in:
 * a JSON parser would change clinical numbers. It is null where the event is not at hand, and where what leaves the house of
 * it was changed since: what was sent is not known then, and may have been less.
 *
 * @param apiUrl see `payloadFor`
 */
export function callsBody(calls: readonly WebhookCall[], webhook: Target, apiUrl?: string): Buffer {
  const parts = calls.flatMap((call, index) => [Buffer.from(index === 0 ? '' : ','), callBody(call, webhook, apiUrl)]);
  return Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')]);
}

function callBody(call: WebhookCall, webhook: Target, apiUrl: string | undefined): Buffer {
  const delivery = {
    deliveryId: call.deliveryId,
    webhookId: webhook.id,
    event: call.event ?? unrecordedEvent(call, webhook.tenantId),
    attempt: call.attempt,
    data: call.data ?? JSON_NULL,
    sentAtMs: call.startedAt.getTime(),
  };
  const head = {
    webhook_id: webhook.id,
    delivery_id: call.deliveryId,
    event_id: call.event?.id ?? null,
    event_type: call.eventType,
    attempt: call.attempt,
    url: webhook.url,
    method: 'POST',
    request_headers: {
      ...Object.fromEntries(Object.keys(webhook.headers).map((name) => [name, MASK])),
      ...DIALECT.headers(delivery, JSON_NULL, []),
      ...(webhook.secrets.length > 0 && { 'X-Webhook-Signature': `sha256=${MASK}` }),
    },
    response_status: call.statusCode,
    response_body: call.responseBody,
    response_time_ms: call.durationMs,
    success: call.code === 'ok',
    error: call.code === 'ok' ? null : (call.error ?? call.code),
    created_at: call.startedAt.toISOString(),
  };
  const payload = isKnown(call, webhook, apiUrl) ? DIALECT.envelope(sentOf(webhook, delivery, apiUrl), []) : JSON_NULL;
  return Buffer.concat([Buffer.from(`${JSON.stringify(head).slice(0, -1)},"payload":`), payload, Buffer.from('}')]);
}

function sentOf<T extends Parameters<typeof payloadFor>[1]>(
  webhook: Target,
  delivery: T,
  apiUrl: string | undefined,
): T {
  const { payload, redact } = webhook;
  return payloadFor({ payload, ...(redact !== null && { redact }) }, delivery, apiUrl);
}

/** Whether what was sent can be written again. */
function isKnown({ event, data, startedAt }: WebhookCall, webhook: Target, apiUrl: string | undefined): boolean {
  const { payload, payloadChangedAt } = webhook;
  if (payloadChangedAt && startedAt.getTime() < payloadChangedAt.getTime() + STALE_MS) return false;
  if (!event) return false;
  if (payload === 'thin') return apiUrl !== undefined;
  return data !== undefined && isSpliceable(data, event.contentType);
}

function isSpliceable(data: Buffer, contentType: string): boolean {
  return !isJsonContentType(contentType) || isSoundJson(data);
}

/** What stands in for the event of a test, of which only the type is known. */
function unrecordedEvent({ eventType, startedAt }: WebhookCall, tenantId: string): ClinicalEvent {
  return {
    uid: '',
    acceptedAtMs: startedAt.getTime(),
    tenantId,
    id: '',
    type: eventType,
    source: '',
    time: startedAt.toISOString(),
    contentType: 'application/json',
    extensions: {},
  };
}
