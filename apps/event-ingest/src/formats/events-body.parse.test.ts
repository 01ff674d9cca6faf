import { describe, expect, it } from 'vitest';
import { ApiError, type FieldProblem } from '#domain';
import { InvalidJson } from '#raw-json';
import { parseEventsBody } from './events-body.parse.js';

const JSON_TYPE = 'application/json';
const NDJSON = 'application/x-ndjson';

function parse(
  body: string | Buffer,
  contentType: string | undefined = JSON_TYPE,
  more: Readonly<Record<string, string>> = {},
) {
  let made = 0;
  const defaults = { source: '/clinic-a', nowMs: 0, makeId: () => `evt_${(made += 1)}`, idsRepeat: false };
  return parseEventsBody(Buffer.from(body as string), { 'content-type': contentType, ...more }, defaults);
}

function refusalOf(body: string | Buffer, contentType?: string): { code: string; problems: string[] } {
  try {
    parse(body, contentType);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const problems = (error.details ?? []) as FieldProblem[];
    return { code: error.code, problems: problems.map(({ field, reason }) => `${field}: ${reason}`) };
  }
  throw new Error('was accepted');
}

const event = (data: string, more = '') => `{"type":"patient.created","data":${data}${more}}`;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('a body of one event', () => {
  it('is told from a list of one', () => {
    expect(parse(event('1'))).toMatchObject({ single: true, events: [{ idIsMade: true }] });
    expect(parse(`[${event('1')}]`)).toMatchObject({ single: false, events: [{ idIsMade: true }] });
  });

  it('names its problems without a number', () => {
    expect(refusalOf('{"data":1}')).toEqual({ code: 'VALIDATION_FAILED', problems: ['type: is required'] });
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])('may be sent as %s', (type) => {
    expect(parse(event('1'), type).events).toHaveLength(1);
  });
});

describe('a list of events', () => {
  it('keeps their order and the bytes of their data', () => {
    const data = ['{"amount": 1.00}', '[1 , 2]', '12345678901234567890'];
    const { events } = parse(`[ ${data.map((each) => event(each)).join(' ,\n ')} ]`);
    expect(events.map((each) => each.data.toString())).toEqual(data);
    expect(events.map(({ attributes }) => attributes.id)).toEqual(['evt_1', 'evt_2', 'evt_3']);
  });

  it('is refused as a whole, with every problem named by its event’s place', () => {
    const body = `[${event('1')},{"data":1},7,${event('1', ',"time":"now","tenant":"b"')}]`;
    expect(refusalOf(body)).toEqual({
      code: 'VALIDATION_FAILED',
      problems: [
        '[1].type: is required',
        '[2].event: must be a JSON object',
        '[3].time: must be RFC 3339, such as 2026-03-07T15:30:00Z',
        '[3].tenant: is not taken here',
      ],
    });
  });

  it('names an event that has a field twice', () => {
    expect(refusalOf(`[${event('1')},${event('1', ',"data":2')}]`).problems).toEqual(['[1].event: has a field twice']);
  });

  it('holds at least one event and at most 1,000', () => {
    const many = (count: number) => `[${Array(count).fill(event('1')).join(',')}]`;
    expect(parse(many(1_000)).events).toHaveLength(1_000);
    expect(refusalOf(many(1_001)).problems).toEqual(['body: holds more than 1000 events']);
    expect(refusalOf('[]').problems).toEqual(['body: holds no event']);
  });
});

describe('events as lines', () => {
  it('may be separated by blank lines, end with or without one, and with CRLF', () => {
    const { events, single } = parse(`\n${event('1')}\r\n\r\n  \t\n${event('2')}\n\n${event('3')}`, NDJSON);
    expect(events.map(({ data }) => data.toString())).toEqual(['1', '2', '3']);
    expect(single).toBe(false);
  });

  it('name every bad one by its place among the events', () => {
    const body = `${event('1')}\n\n{"type":\n${event('1', ',"id":""')}\n`;
    expect(refusalOf(body, NDJSON).problems).toEqual([
      expect.stringMatching(/^\[1\]\.event: is not valid JSON: /),
      '[2].id: must not be empty',
    ]);
  });

  it('are at least one and at most 1,000', () => {
    const many = (count: number) => `${event('1')}\n`.repeat(count);
    expect(parse(many(1_000), NDJSON).events).toHaveLength(1_000);
    expect(refusalOf(many(1_001), NDJSON).problems).toEqual(['body: holds more than 1000 events']);
    expect(refusalOf('\n \r\n', NDJSON).problems).toEqual(['body: holds no event']);
    expect(refusalOf('', NDJSON).problems).toEqual(['body: holds no event']);
  });
});

describe('CloudEvents', () => {
  const STRUCTURED = 'application/cloudevents+json; charset=UTF-8';
  const BATCH = 'application/cloudevents-batch+json';
  const cloudEvent = (data: string) => `{"specversion":"1.0","id":"e1","source":"/","type":"a","data":${data}}`;
  const CE_HEADERS = { 'ce-specversion': '1.0', 'ce-id': 'e2', 'ce-source': '/', 'ce-type': 'a' };

  it('come as one, as a batch, or in headers around their data', () => {
    expect(parse(cloudEvent('1.00'), STRUCTURED)).toMatchObject({
      single: true,
      events: [{ attributes: { id: 'e1' } }],
    });
    const batch = parse(`[${cloudEvent('1.00')}, ${cloudEvent('2')}]`, BATCH);
    expect(batch.single).toBe(false);
    expect(batch.events.map(({ data }) => data.toString())).toEqual(['1.00', '2']);
    expect(parse('1.00', JSON_TYPE, CE_HEADERS)).toMatchObject({
      single: true,
      events: [{ attributes: { id: 'e2' } }],
    });
  });

  it('are in the mode that their media type says, whatever headers stand beside it', () => {
    expect(parse(cloudEvent('1'), STRUCTURED, CE_HEADERS).events[0]?.attributes.id).toBe('e1');
    expect(() => parse('', 'application/cloudevents+avro', CE_HEADERS)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_MEDIA_TYPE' }),
    );
  });

  it('of a batch are refused as a whole, with every problem named by its event’s place', () => {
    expect(refusalOf(`[${cloudEvent('1')},{"specversion":"1.0","id":"2","source":"/"}]`, BATCH)).toEqual({
      code: 'VALIDATION_FAILED',
      problems: ['[1].type: is required'],
    });
    expect(refusalOf('[]', BATCH).problems).toEqual(['body: holds no event']);
    expect(refusalOf(cloudEvent('1'), BATCH).problems).toEqual(['body: must be an array of events']);
  });

  it('have data 100 deep, and no deeper', () => {
    expect(parse(cloudEvent(nested(100)), STRUCTURED).events).toHaveLength(1);
    expect(() => parse(cloudEvent(nested(101)), STRUCTURED)).toThrow(/nested too deeply/);
    expect(parse(`[${cloudEvent(nested(100))}]`, BATCH).events).toHaveLength(1);
    expect(() => parse(`[${cloudEvent(nested(101))}]`, BATCH)).toThrow(/nested too deeply/);
  });
});

describe('data', () => {
  it.each<[string, (data: string) => [string, string]]>([
    ['one event', (data) => [event(data), JSON_TYPE]],
    ['a list', (data) => [` \n[${event(data)}]`, JSON_TYPE]],
    ['lines', (data) => [event(data), NDJSON]],
  ])('of %s may be 100 deep, and no deeper: the router would reject what was accepted here', (_name, bodyOf) => {
    expect(parse(...bodyOf(nested(100))).events).toHaveLength(1);
    expect(() => parse(...bodyOf(nested(101)))).toThrow(/nested too deeply/);
  });
});

describe('a body is refused', () => {
  it.each(['{"type":', '', 'x', '[1,]'])('when it is not JSON: "%s"', (body) => {
    expect(() => parse(body)).toThrow(InvalidJson);
  });

  it('when it is not UTF-8, and nothing of it is quoted', () => {
    const body = Buffer.concat([Buffer.from('{"type":"a","data":"Miller'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(() => parse(body)).toThrow(InvalidJson);
    expect(() => parse(body)).not.toThrow('Miller');
  });

  it.each([undefined, '', 'text/plain', 'application/x-www-form-urlencoded'])('when it is sent as %s', (type) => {
    const defaults = { source: '/', nowMs: 0, makeId: () => '', idsRepeat: false };
    const headers = type === undefined ? {} : { 'content-type': type };
    expect(() => parseEventsBody(Buffer.from(event('1')), headers, defaults)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_MEDIA_TYPE' }),
    );
  });
});
