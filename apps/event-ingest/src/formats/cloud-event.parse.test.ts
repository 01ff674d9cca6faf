import { describe, expect, it } from 'vitest';
import { EVENT_LIMITS } from '#domain';
import { parseCloudEvent } from './cloud-event.parse.js';

const NOW_MS = Date.UTC(2026, 2, 7, 15, 30, 0);
const REQUIRED = '"specversion":"1.0","id":"e1","source":"/ris","type":"patient.created"';
const parse = (json: string) => parseCloudEvent(JSON.parse(json), Buffer.from(json), NOW_MS);

function eventOf(more: string) {
  const parsed = parse(`{${REQUIRED}${more}}`);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.event;
}

function problemsOf(json: string): string[] {
  const parsed = parse(json);
  return 'problems' in parsed ? parsed.problems.map(({ field, reason }) => `${field}: ${reason}`) : [];
}

describe('a CloudEvent as JSON', () => {
  it('keeps everything that its producer said', () => {
    const { attributes, idIsMade } = eventOf(
      ',"subject":"p1","time":"2026-01-01T00:00:00Z","datacontenttype":"application/fhir+json",' +
        '"dataschema":"https://schemas.example/p","ward":1.00,"data":{}',
    );
    expect(attributes).toEqual({
      id: 'e1',
      type: 'patient.created',
      source: '/ris',
      subject: 'p1',
      time: '2026-01-01T00:00:00Z',
      contentType: 'application/fhir+json',
      extensions: { dataschema: 'https://schemas.example/p', ward: '1.00' },
    });
    expect(idIsMade).toBe(false);
  });

  it('gets the time and the type of data that its producer left out', () => {
    const { attributes, data } = eventOf(',"subject":null,"time":null');
    expect(attributes).toMatchObject({ time: '2026-03-07T15:30:00.000Z', contentType: 'application/json' });
    expect(attributes).not.toHaveProperty('subject');
    expect(data.toString()).toBe('null');
  });

  it.each<[string, string, string]>([
    [
      ',"data": {"amount": 1.00, "mrn": 12345678901234567890} ',
      'JSON',
      '{"amount": 1.00, "mrn": 12345678901234567890}',
    ],
    [',"data":"text"', 'a JSON string', '"text"'],
    [',"datacontenttype":"application/hl7-v2","data":"MSH|\\rPID"', 'text', 'MSH|\rPID'],
    [',"data_base64":"eyJhIjogMS4wMH0="', 'JSON in base64', '{"a": 1.00}'],
    [',"datacontenttype":"application/dicom","data_base64":"RElDTQ=="', 'bytes', 'DICM'],
  ])('%s has %s for data', (more, _what, data) => {
    expect(eventOf(more).data.toString()).toBe(data);
  });
});

describe('a CloudEvent is refused', () => {
  it('when it lacks what CloudEvents require, all of it named', () => {
    expect(problemsOf('{"data":1}')).toEqual([
      'specversion: is required',
      'id: is required',
      'source: is required',
      'type: is required',
    ]);
  });

  it.each<[string, string]>([
    [`{"specversion":"0.3","id":"1","source":"/","type":"a","data":1}`, 'specversion: must be 1.0'],
    [`{"specversion":1.0,"id":"1","source":"/","type":"a","data":1}`, 'specversion: must be a string'],
    [`{"specversion":"1.0","id":7,"source":"/","type":"a","data":1}`, 'id: must be a string'],
    [`{${REQUIRED},"tenant":"clinic-b","data":1}`, 'tenant: is not taken here'],
    [`{${REQUIRED},"ward":{},"data":1}`, 'ward: an extension attribute is a plain value'],
    [`{${REQUIRED},"data":1,"data":2}`, 'event: has a field twice'],
    [`{${REQUIRED},"data":1,"data_base64":"AA=="}`, 'data_base64: stands beside data'],
    [`{${REQUIRED},"data_base64":"*"}`, 'data_base64: must be padded base64'],
    [`{${REQUIRED},"datacontenttype":"text/xml","data":{}}`, 'data: must be a string: its type is not JSON'],
    [`[]`, 'event: must be a JSON object'],
  ])('%s: %s', (json, problem) => {
    expect(problemsOf(json)).toEqual([problem]);
  });

  it('when its base64 is not the JSON that it says, which the router would reject later', () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    expect(problemsOf(`{${REQUIRED},"data_base64":"${base64('{"a":')}"}`)).toEqual([
      expect.stringMatching(/^data_base64: is not valid JSON: /),
    ]);
    const deep = (depth: number) => base64('['.repeat(depth) + ']'.repeat(depth));
    expect(problemsOf(`{${REQUIRED},"data_base64":"${deep(100)}"}`)).toEqual([]);
    expect(problemsOf(`{${REQUIRED},"data_base64":"${deep(101)}"}`)).toHaveLength(1);
  });

  it('when its data is larger than 10 MiB', () => {
    const json = (length: number) => `{${REQUIRED},"datacontenttype":"text/plain","data":"${'x'.repeat(length)}"}`;
    expect(problemsOf(json(EVENT_LIMITS.maxDataBytes))).toEqual([]);
    expect(problemsOf(json(EVENT_LIMITS.maxDataBytes + 1))).toEqual(['data: is larger than 10485760 bytes']);
  });
});
