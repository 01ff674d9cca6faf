import { isUtf8 } from 'node:buffer';

/**
 * An event's data as one JSON value, ready to be spliced into a body: JSON as it is, byte for byte; text (HL7 v2, XML,
 * forms, …) as a JSON string; anything else (DICOM, PDF, …) as a JSON string of its base64 form. No data at all is
 * `null` where the type promises JSON.
 *
 * Supposes that data of a JSON type has been checked (`parseJson`).
 */
export function dataAsJson(data: Buffer, contentType: string): Buffer {
  switch (dataForm(data, contentType)) {
    case 'json':
      return data.length === 0 ? JSON_NULL : data;
    case 'text':
      return Buffer.from(JSON.stringify(data.toString('utf8')));
    case 'binary':
      return Buffer.from(`"${data.toString('base64')}"`);
  }
}

/** What data is to a JSON document: JSON itself, text that a string can hold, or bytes that must be written as base64. */
export function dataForm(data: Buffer, contentType: string): 'json' | 'text' | 'binary' {
  const type = mediaType(contentType);
  if (isJsonType(type)) return 'json';
  return isUtf8(data) && (isTextType(type) || !hasControlBytes(data)) ? 'text' : 'binary';
}

/** `…/json` and `…+json` (RFC 6839; CloudEvents' JSON format, section 3.1.1), in any case and with any parameters. */
export function isJsonContentType(contentType: string): boolean {
  return isJsonType(mediaType(contentType));
}

const JSON_NULL = Buffer.from('null');
const TEXT_TYPE = /^(?:text\/.*|application\/(?:xml|x-www-form-urlencoded|hl7-v2.*)|[^/]+\/.*\+xml)$/;

function isJsonType(type: string): boolean {
  return type.endsWith('/json') || (type.includes('/') && type.endsWith('+json'));
}

function isTextType(type: string): boolean {
  return TEXT_TYPE.test(type);
}

function mediaType(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}

/** Control characters of ASCII other than tab, line feed and carriage return: text without a text type has none. */
function hasControlBytes(data: Buffer): boolean {
  return data.some((byte) => (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f);
}
