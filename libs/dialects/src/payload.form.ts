import type { ClinicalEvent, Webhook } from '#domain';
import { isJsonContentType, type Redaction, redactedJson, redactionOf } from '#raw-json';

/** An event and its data, as they are put into a dialect's envelope. */
export interface Payload {
  readonly event: ClinicalEvent;
  readonly data: Buffer;
}

/** A webhook's settings that say how much of an event leaves the house. */
export type PayloadSettings = Pick<Webhook, 'payload' | 'redact'>;

/** A thin delivery needs to say where its event is, and nobody told this process. */
export class PublicApiUrlMissing extends Error {
  override readonly name = 'PublicApiUrlMissing';
  constructor() {
    super('PUBLIC_API_URL is not set');
  }
}

/** Whether a delivery to this webhook holds the event's data as it was published: the usual case, and free of cost. */
export function isWhole({ payload, redact }: PayloadSettings): boolean {
  return payload !== 'thin' && redact === undefined;
}

/**
 * What a webhook gets of an event. Thin: `{"id","href"}`, where the event is to be had, in the place of its data. Redacted: its
 * data without what is named; of data that is not JSON, in which nothing can be found, nothing is left: `null`. The event's
 * other attributes stay as they are, but for the type and schema of data that was replaced.
 *
 * @param apiUrl where receivers reach the API, without a slash at its end
 * @throws PublicApiUrlMissing; JsonSpanError for data that only says that it is JSON
 */
export function payloadFor<T extends Payload>(settings: PayloadSettings, given: T, apiUrl: string | undefined): T {
  if (settings.payload === 'thin') {
    if (apiUrl === undefined) throw new PublicApiUrlMissing();
    const { uid } = given.event;
    return replaced(given, JSON.stringify({ id: uid, href: `${apiUrl}/v1/events/${uid}` }));
  }
  if (settings.redact === undefined || given.data.length === 0) return given;
  if (!isJsonContentType(given.event.contentType)) return replaced(given, 'null');
  return { ...given, data: redactedJson(given.data, redactionFor(settings.redact)) };
}

function replaced<T extends Payload>(given: T, json: string): T {
  const { dataschema: _, ...extensions } = given.event.extensions;
  const event = { ...given.event, contentType: 'application/json', extensions };
  return { ...given, event, data: Buffer.from(json) };
}

/** The tree of each list of paths: a webhook's list is the same array until the webhook is changed. */
const redactions = new WeakMap<readonly string[], Redaction>();

function redactionFor(paths: readonly string[]): Redaction {
  let redaction = redactions.get(paths);
  if (!redaction) {
    redaction = redactionOf(paths);
    redactions.set(paths, redaction);
  }
  return redaction;
}
