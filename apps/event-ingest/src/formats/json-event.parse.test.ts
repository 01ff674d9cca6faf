import { describe, expect, it } from 'vitest';
import { EVENT_LIMITS } from '#domain';
import { parseJsonEvent } from './json-event.parse.js';

const DEFAULTS = {
  source: '/clinic-a',
  nowMs: Date.UTC(2026, 2, 7, 15, 30, 0),
  makeId: (index: number) => (index === 0 ? 'evt_made' : `evt_made_${index}`),
  idsRepeat: false,
};

function parse(json: string, defaults = DEFAULTS, index = 0) {
  return parseJsonEvent(JSON.parse(json), Buffer.from(json), defaults, index);
}

function eventOf(json: string) {
  const parsed = parse(json);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.event;
}

function problemsOf(json: string): string[] {
  const parsed = parse(json);
  return 'problems' in parsed ? parsed.problems.map(({ field, reason }) => `${field}: ${reason}`) : [];
}

describe('an event as JSON', () => {
  it('keeps everything that its producer said', () => {
    const { attributes, idIsMade } = eventOf(
      '{"id":"e1","type":"patient.created","source":"/ris","subject":"p1","time":"2026-01-01T00:00:00Z","ward":"7","data":{}}',
    );
    expect(attributes).toEqual({
      id: 'e1',
      type: 'patient.created',
      source: '/ris',
      subject: 'p1',
      time: '2026-01-01T00:00:00Z',
      contentType: 'application/json',
      extensions: { ward: '7' },
    });
    expect(idIsMade).toBe(false);
  });

  it('gets what its producer left out', () => {
    const { attributes, idIsMade } = eventOf('{"type":"a","data":null,"id":null,"subject":null}');
    expect(attributes).toEqual({
      id: 'evt_made',
      type: 'a',
      source: '/clinic-a',
      time: '2026-03-07T15:30:00.000Z',
      contentType: 'application/json',
      extensions: {},
    });
    expect(idIsMade).toBe(true);
  });

  it('has an id as good as its producer’s where the same request would get it again', () => {
    const parsed = parse('{"type":"a","data":1}', { ...DEFAULTS, idsRepeat: true }, 2);
    expect(parsed).toMatchObject({ event: { attributes: { id: 'evt_made_2' }, idIsMade: false } });
  });

  it.each(['{"amount": 1.00, "mrn": 12345678901234567890}', '[1e400,\t-0]', '"\\u0000é"', 'null', '7', '""'])(
    'keeps the bytes of its data untouched: %s',
    (data) => {
      expect(eventOf(`{ "type":"a", "data" :  ${data} , "ward":"7"}`).data.toString()).toBe(data);
    },
  );

  it('keeps numbers among its extension attributes as they were written', () => {
    const { attributes } = eventOf('{"type":"a","data":1,"organizationid":1234567890123456789,"n":1.00,"urgent":true}');
    expect(attributes.extensions).toEqual({ organizationid: '1234567890123456789', n: '1.00', urgent: 'true' });
  });
});

describe('an event is refused', () => {
  it.each(['[]', 'null', '"text"', '7'])('when it is no object: %s', (json) => {
    expect(problemsOf(json)).toEqual(['event: must be a JSON object']);
  });

  it('when its type is missing, said once', () => {
    expect(problemsOf('{"data":1}')).toEqual(['type: is required']);
    expect(problemsOf('{"type":"","data":1}')).toEqual(['type: must not be empty']);
    expect(problemsOf('{"type":7,"data":1}')).toEqual(['type: must be a string']);
  });

  it('when its data is missing', () => {
    expect(problemsOf('{"type":"a"}')).toEqual(['data: is required']);
  });

  it('when an attribute is no text', () => {
    expect(problemsOf('{"type":"a","data":1,"id":7,"subject":{}}')).toEqual([
      'id: must be a string',
      'subject: must be a string',
    ]);
  });

  it('when it names a tenant: that is the key’s to say', () => {
    expect(problemsOf('{"type":"a","data":1,"tenant":"clinic-b"}')).toEqual(['tenant: is not taken here']);
    expect(problemsOf('{"type":"a","data":1,"tenantId":"clinic-b"}')).toHaveLength(1);
  });

  it.each([
    '{"type":"a","data":1,"data":2}',
    '{"type":"a","data":1,"type":"b"}',
    '{"type":"a","data":1,"\\u0064ata":2}',
  ])('when a field stands twice, for then nobody knows which one counts: %s', (json) => {
    expect(problemsOf(json)).toEqual(['event: has a field twice']);
  });

  it('when an extension attribute is no plain value, or badly named', () => {
    expect(problemsOf('{"type":"a","data":1,"ward":{"id":7}}')).toEqual([
      'ward: an extension attribute is a plain value',
    ]);
    expect(problemsOf('{"type":"a","data":1,"Ward":"7"}')).toEqual([expect.stringMatching(/^Ward: is no field/)]);
  });

  it('when its data is larger than 10 MiB', () => {
    const json = (length: number) => `{"type":"a","data":"${'x'.repeat(length - 2)}"}`;
    expect(problemsOf(json(EVENT_LIMITS.maxDataBytes))).toEqual([]);
    expect(problemsOf(json(EVENT_LIMITS.maxDataBytes + 1))).toEqual(['data: is larger than 10485760 bytes']);
  });

  it('with all that is wrong named at once', () => {
    const fields = problemsOf('{"id":"","time":"now","Bad":"1","type":"a b"}').map((each) => each.split(':')[0]);
    expect(fields.sort()).toEqual(['Bad', 'data', 'id', 'time', 'type']);
  });
});
