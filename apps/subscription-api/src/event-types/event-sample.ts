import { type Dialect, sampleRequest } from '#dialects';

/** What a receiver would get of an event; `secret` is a sample too, and the signature was made with it. */
export interface EventSampleJson {
  readonly dialect: string;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text of the body: what is signed. */
  readonly body: string;
  /** The same, parsed. */
  readonly bodyJson: unknown;
}

/** Always the same, so that samples can be compared and kept. */
const SAMPLE = {
  eventUid: '019bc12b-fb40-7000-8000-00000000e001',
  eventId: 'evt_019bc12bfb4070008000000000000001',
  deliveryId: '019bc12b-fb40-7000-8000-00000000d001',
  webhookId: '019bc12b-fb40-7000-8000-00000000a001',
  atMs: Date.UTC(2026, 0, 15, 10, 30),
};

export function eventSample(dialect: Dialect, tenantId: string, type: string, data: unknown): EventSampleJson {
  const { secret, headers, body } = sampleRequest(dialect, { ...SAMPLE, tenantId, type, data });
  const text = body.toString('utf8');
  return { dialect: dialect.name, secret, headers, body: text, bodyJson: JSON.parse(text) as unknown };
}
