import { describe, expect, it } from 'vitest';
import { dataAsJson, isJsonContentType } from './data-as-json.js';

const asJson = (data: string | Buffer, contentType: string) =>
  dataAsJson(Buffer.from(data as string), contentType).toString();

describe('isJsonContentType', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/fhir+json',
    'APPLICATION/FHIR+JSON ;v=1',
    'text/json',
  ])('takes %s', (type) => expect(isJsonContentType(type)).toBe(true));
  it.each(['text/plain', 'application/jsonl', 'application/x-ndjson', 'text/plain; a=application/json', '+json', ''])(
    'takes not %j',
    (type) => expect(isJsonContentType(type)).toBe(false),
  );
});

describe('dataAsJson', () => {
  it('hands JSON on as the very same bytes', () => {
    const data = Buffer.from(' {"a": 1.00}\n');
    expect(dataAsJson(data, 'application/fhir+json;fhirVersion=4.0')).toBe(data);
  });

  it('is null for no JSON, and an empty string for no text', () => {
    expect(asJson('', 'application/json')).toBe('null');
    expect(asJson('', 'text/plain')).toBe('""');
  });

  it.each([
    ['MSH|^~\\&|LAB|"A"\rPID|1', 'application/hl7-v2+er7'],
    ['\u000bMSH|^~\\&\u001c\r', 'application/hl7-v2'],
    ['<a b="ü"/>\r\n', 'application/xml; charset=utf-8'],
    ['<ClinicalDocument/>', 'application/cda+xml'],
    ['a=1&b=%20', 'application/x-www-form-urlencoded'],
    ['a\u0000b', 'TEXT/PLAIN'],
    ['plain words', 'application/octet-stream'],
    ['a,b\tc', ''],
  ])('writes the text %j of type %s as a JSON string', (text, type) => {
    expect(asJson(text, type)).toBe(JSON.stringify(text));
  });

  it.each([
    [Buffer.from('DICM\u0000\u0001'), 'application/dicom'],
    [Buffer.from('a\u0007b'), 'application/octet-stream'],
    [Buffer.from('c3', 'hex'), 'text/plain'],
    [Buffer.from('M\u00fcller', 'latin1'), 'text/plain; charset=iso-8859-1'],
    [Buffer.from('ff00', 'hex'), ''],
  ])('writes other bytes as base64 (%#)', (bytes, type) => {
    expect(asJson(bytes, type)).toBe(`"${bytes.toString('base64')}"`);
  });
});
