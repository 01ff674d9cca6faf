import { describe, expect, it } from 'vitest';
import { cloudEventData } from './cloud-event-data.js';
import { objectMembers } from './json-spans.js';

const dataOf = (json: string, contentType = 'application/json') =>
  cloudEventData(objectMembers(Buffer.from(json)), contentType).toString();

describe('the data of a CloudEvent as JSON', () => {
  it.each(['{"amount": 1.00, "mrn": 12345678901234567890}', '"text"', 'null', '[1e400,\t-0]'])(
    'is cut out untouched: %s',
    (data) => {
      expect(dataOf(`{ "data" :  ${data} , "id":"1"}`)).toBe(data);
      expect(dataOf(`{"data":${data}}`, 'application/fhir+json')).toBe(data);
    },
  );

  it('is the text itself where its type is not JSON', () => {
    expect(dataOf('{"data":"MSH|^~\\\\&|\\rPID|1||\\u00e9"}', 'application/hl7-v2')).toBe('MSH|^~\\&|\rPID|1||é');
  });

  it('is decoded from base64, whatever its type', () => {
    expect(dataOf('{"data_base64":"eyJhIjogMS4wMH0="}')).toBe('{"a": 1.00}');
    expect(dataOf('{"data_base64":"","id":"1"}', 'application/dicom')).toBe('');
  });

  it('is null, or nothing, where there is none', () => {
    expect(dataOf('{"id":"1"}')).toBe('null');
    expect(dataOf('{"id":"1","data_base64":null}')).toBe('null');
    expect(dataOf('{"data":null}', 'text/plain')).toBe('');
    expect(dataOf('{}', 'text/plain')).toBe('');
  });

  it.each([
    ['{"data":{"a":1}}', 'application/xml', 'data: must be a string: its type is not JSON'],
    ['{"data":"\\ud800"}', 'text/plain', 'data: must be well-formed Unicode'],
    ['{"data":1,"data_base64":"AA=="}', 'application/json', 'data_base64: stands beside data'],
    ['{"data_base64":7}', 'application/dicom', 'data_base64: must be a string'],
    ['{"data_base64":"AA*H"}', 'application/dicom', 'data_base64: must be padded base64'],
    ['{"data_base64":"AAA"}', 'application/dicom', 'data_base64: must be padded base64'],
    ['{"data_base64":"__8="}', 'application/dicom', 'data_base64: must be padded base64'],
  ])('%s of type %s is refused', (json, contentType, message) => {
    expect(() => dataOf(json, contentType)).toThrow(
      expect.objectContaining({ name: 'CloudEventDataInvalid', message }),
    );
  });
});
