import { isJsonContentType } from './data-as-json.js';

/** The data of a CloudEvent in its JSON form cannot be told. Neither message nor field quotes it. */
export class CloudEventDataInvalid extends Error {
  override readonly name = 'CloudEventDataInvalid';
  constructor(
    readonly field: 'data' | 'data_base64',
    readonly reason: string,
  ) {
    super(`${field}: ${reason}`);
  }
}

/**
 * The bytes of the data of a CloudEvent in the JSON format: JSON is cut out untouched, text is what the string in `data`
 * holds, and `data_base64` is decoded. An event without data has none, which is `null` where its type promises JSON.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#31-handling-of-data
 *
 * Supposes that the text has been checked (`parseJson`); JSON that comes as base64 has not been looked into.
 *
 * @param members of the envelope: see `objectMembers`
 * @throws CloudEventDataInvalid
 */
export function cloudEventData(members: ReadonlyMap<string, Buffer>, contentType: string): Buffer {
  const data = members.get('data');
  const base64 = members.get('data_base64');
  if (base64 !== undefined && !isNull(base64)) {
    if (data !== undefined) throw new CloudEventDataInvalid('data_base64', 'stands beside data');
    return fromBase64(base64);
  }
  if (isJsonContentType(contentType)) return data ?? JSON_NULL;
  return data === undefined || isNull(data) ? NO_DATA : fromText(data);
}

const JSON_NULL = Buffer.from('null');
const NO_DATA = Buffer.alloc(0);
const LONE_SURROGATE = /\p{Surrogate}/u;

function isNull(json: Buffer): boolean {
  return json.equals(JSON_NULL);
}

function fromText(json: Buffer): Buffer {
  const text: unknown = JSON.parse(json.toString('utf8'));
  if (typeof text !== 'string') throw new CloudEventDataInvalid('data', 'must be a string: its type is not JSON');
  // UTF-8 has no half of a pair; the data would be another without a word.
  if (LONE_SURROGATE.test(text)) throw new CloudEventDataInvalid('data', 'must be well-formed Unicode');
  return Buffer.from(text);
}

/** Node leaves out what is no base64; the data would be another without a word. */
function fromBase64(json: Buffer): Buffer {
  const text: unknown = JSON.parse(json.toString('utf8'));
  if (typeof text !== 'string') throw new CloudEventDataInvalid('data_base64', 'must be a string');
  const data = Buffer.from(text, 'base64');
  if (data.toString('base64') !== text) throw new CloudEventDataInvalid('data_base64', 'must be padded base64');
  return data;
}
