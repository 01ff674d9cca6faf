import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { cloudeventsBinary } from '../cloudevents-binary/cloudevents-binary.dialect.js';
import { bodyOf, deliveryOf, exampleDelivery, lowerCased, requestOf } from '../dialect.fixture.js';
import type { Dialect, OutgoingDelivery } from '../dialect.js';
import { cloudevents } from './cloudevents.dialect.js';

const SECRET = cloudevents.makeSecret(Buffer.alloc(32, 1));
const HL7 = 'MSH|^~\\&|LAB|"A"\rPID|1||é';
const DICOM = Buffer.from('4449434d0001fffe', 'hex');

/** What the official SDK makes of the request; it checks the event against the schema of CloudEvents 1.0. */
function sdkReads(dialect: Dialect, delivery: OutgoingDelivery): CloudEvent<unknown> {
  const { headers, body } = requestOf(dialect, delivery, []);
  const isText = !body.equals(DICOM);
  const event = HTTP.toEvent({ headers: { ...lowerCased(headers) }, body: isText ? body.toString() : body });
  if (!(event instanceof CloudEvent)) throw new TypeError('several events');
  expect(event.validate()).toBe(true);
  return event;
}

function withEvent(changes: Partial<OutgoingDelivery['event']>): OutgoingDelivery {
  return exampleDelivery({ event: { ...exampleDelivery().event, ...changes } });
}

describe.each([cloudevents, cloudeventsBinary])('$name', (dialect) => {
  it('is read by the SDK with every attribute', () => {
    const dataschema = 'https://schemas.example/patient/1';
    const event = sdkReads(dialect, withEvent({ extensions: { ward: '7', dataschema } }));
    expect(event).toMatchObject({
      specversion: '1.0',
      id: 'evt_1234567890',
      source: '/clinic-a/registry',
      type: 'patient.created',
      subject: 'patient-123',
      datacontenttype: 'application/json',
      dataschema,
      ward: '7',
      data: { patient: { id: 'patient-123', birthDate: '1985-06-15' } },
    });
    expect(new Date(event.time ?? '').getTime()).toBe(Date.parse('2023-12-01T10:30:00Z'));
  });

  it('is read by the SDK with text that is not JSON', () => {
    const event = sdkReads(dialect, deliveryOf(HL7, 'application/hl7-v2'));
    expect(event).toMatchObject({ datacontenttype: 'application/hl7-v2', data: HL7 });
  });

  it('is read by the SDK with the bytes of what is no text', () => {
    const event = sdkReads(dialect, deliveryOf(DICOM, 'application/dicom'));
    expect(Buffer.from(event.data as Uint8Array).equals(DICOM)).toBe(true);
  });

  it('needs no subject', () => {
    const { subject: _, ...event } = exampleDelivery().event;
    expect(sdkReads(dialect, exampleDelivery({ event })).subject).toBeUndefined();
  });

  it.each([
    ['/clinic-a/registry', '/clinic-a/registry'],
    ['https://[::1]:80/a?b#c', 'https://[::1]:80/a?b#c'],
    ['urn:oid:1.2.3', 'urn:oid:1.2.3'],
    ['Ward 7', 'Ward%207'],
    ['/Klinik/Süd', '/Klinik/S%C3%BCd'],
    ['7:ward', '7%3Award'],
    ['a#b#c', 'a%23b%23c'],
    ['50%', '50%25'],
  ])('writes the source %j as a URI-reference', (source, expected) => {
    const { headers, body } = requestOf(dialect, withEvent({ source }), []);
    const header = headers['ce-source'];
    expect(header === undefined ? bodyOf(body).source : decodeURIComponent(header)).toBe(expected);
    sdkReads(dialect, withEvent({ source }));
  });

  it('leaves out a dataschema that is no URI, for which receivers would refuse the event', () => {
    expect(sdkReads(dialect, withEvent({ extensions: { dataschema: 'patient v1' } })).dataschema).toBeUndefined();
  });

  it('is signed as Standard Webhooks by every active secret, and not at all without one', () => {
    const delivery = exampleDelivery({ sentAtMs: Date.now() });
    const older = dialect.makeSecret(Buffer.alloc(32, 2));
    const { headers, body } = requestOf(dialect, delivery, [SECRET, older]);
    for (const secret of [SECRET, older]) new Webhook(secret).verify(body, headers);
    expect(headers['webhook-id']).toBe(delivery.event.uid);
    const unsigned = Object.keys(requestOf(dialect, delivery, []).headers);
    expect(unsigned.filter((name) => name.startsWith('webhook-'))).toEqual([]);
  });
});

describe('the structured mode', () => {
  it('writes the attributes and the untouched bytes of the data', () => {
    expect(cloudevents.envelope(deliveryOf(' [ 1.00 ]\n'), []).toString()).toBe(
      '{"specversion":"1.0","id":"evt_1234567890","source":"/clinic-a/registry","type":"patient.created",' +
        '"time":"2023-12-01T10:30:00Z","subject":"patient-123","datacontenttype":"application/json","data": [ 1.00 ]\n}',
    );
  });
});

describe('a batch', () => {
  const form = cloudevents.batch;
  if (!form) throw new TypeError('the structured mode has a batch form');
  const odd = deliveryOf('{"total": 1.00, "id":1234567890123456789 }');
  const hl7 = { ...deliveryOf(HL7, 'application/hl7-v2'), deliveryId: '018c2503-0000-7000-8000-00000000d002' };
  const other = { ...hl7, event: { ...hl7.event, uid: '018c2503-0000-7000-8000-00000000e002', id: 'other' } };

  it('is an array of the events with the untouched bytes of their data, each with the id of its delivery', () => {
    const body = form.envelope([odd, hl7], []).toString();
    expect(body).toMatch(/^\[\{"specversion":"1.0",.*\},\{"specversion":"1.0",.*\}\]$/);
    expect(body).toContain('"data":{"total": 1.00, "id":1234567890123456789 }}');
    expect(bodyOf(Buffer.from(body))).toMatchObject([
      { id: 'evt_1234567890', carehookdeliveryid: odd.deliveryId },
      { data: HL7, carehookdeliveryid: hl7.deliveryId },
    ]);
  });

  it('is read by the SDK, also with one event', () => {
    for (const deliveries of [[odd, hl7, deliveryOf(DICOM, 'application/dicom')], [hl7]]) {
      const body = form.envelope(deliveries, []);
      const headers = lowerCased(form.headers(deliveries, body, []));
      const events = HTTP.toEvent({ headers: { ...headers }, body: body.toString() }) as CloudEvent<unknown>[];
      expect(events.map((event) => event.validate())).toEqual(deliveries.map(() => true));
      expect(events.at(-1)?.source).toBe('/clinic-a/registry');
    }
  });

  it('has headers of its own, and none of one delivery', () => {
    const deliveries = [odd, hl7];
    expect(form.headers(deliveries, form.envelope(deliveries, []), [])).toEqual({
      'Content-Type': 'application/cloudevents-batch+json; charset=utf-8',
      'User-Agent': 'Carehook/0.1',
      'Carehook-Batch-Size': '2',
    });
  });

  it('is signed as one message, whose id is that of the events in it', () => {
    const signed = (...deliveries: OutgoingDelivery[]) => {
      const now = deliveries.map((delivery) => ({ ...delivery, sentAtMs: Date.now() }));
      const keys = [cloudevents.signingKey(SECRET)];
      const body = form.envelope(now, keys);
      const headers = form.headers(now, body, keys);
      new Webhook(SECRET).verify(body, headers);
      return headers['webhook-id'];
    };
    expect(signed(odd, other)).toBe(signed(other, odd));
    expect(signed(odd, other)).not.toBe(signed(odd));
    expect(signed(odd)).toMatch(/^batch_[0-9a-f]{32}$/);
  });
});

describe('the binary mode', () => {
  it('has no batch: the specification has none of headers', () => {
    expect(cloudeventsBinary.batch).toBeUndefined();
  });

  it.each([HL7, DICOM, ' {"a": 1.00}', ''])('has the untouched data for a body', (data) => {
    const delivery = deliveryOf(data, 'application/hl7-v2');
    expect(cloudeventsBinary.envelope(delivery, [])).toBe(delivery.data);
  });

  it('percent-encodes its headers as the binding says, and no more than that', () => {
    const { headers } = requestOf(cloudeventsBinary, withEvent({ subject: 'Euro € 😀', id: `a"b%c/d?é~'(x)` }), []);
    expect(headers['ce-subject']).toBe('Euro%20%E2%82%AC%20%F0%9F%98%80');
    expect(headers['ce-id']).toBe("a%22b%25c/d?%C3%A9~'(x)");
  });

  it('bears the content type of the event, unless no header can hold it', () => {
    const typeOf = (contentType: string) => {
      return requestOf(cloudeventsBinary, withEvent({ contentType }), []).headers['Content-Type'];
    };
    expect(typeOf('application/hl7-v2+er7; charset=utf-8')).toBe('application/hl7-v2+er7; charset=utf-8');
    expect(typeOf('text/plain; name=é€')).toBe('application/octet-stream');
  });
});

describe('the handshake', () => {
  const { handshake } = cloudevents;
  const refusal = (status: number, headers: Record<string, string | string[]>) =>
    handshake?.refusal(status, headers, 'Carehook.example');

  it('asks in the name of its origin', () => {
    expect(handshake?.headers('carehook')).toEqual({ 'WebHook-Request-Origin': 'carehook' });
  });

  it.each([
    [200, '*'],
    [204, 'Carehook.example'],
    [200, 'carehook.EXAMPLE'],
  ])('is granted by %i with the origin %s', (status, origin) => {
    expect(refusal(status, { 'webhook-allowed-origin': origin })).toBeUndefined();
  });

  it.each<[number, Record<string, string | string[]>, RegExp]>([
    [405, { 'webhook-allowed-origin': '*' }, /answered 405/],
    [302, { 'webhook-allowed-origin': '*' }, /answered 302/],
    [200, {}, /no WebHook-Allowed-Origin/],
    [200, { 'webhook-allowed-origin': 'example.com' }, /another origin/],
    [200, { 'webhook-allowed-origin': ['*', 'example.com'] }, /another origin/],
  ])('is refused by %i with %j', (status, headers, reason) => {
    expect(refusal(status, headers)).toMatch(reason);
  });
});
