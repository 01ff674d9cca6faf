import { describe, expect, it } from 'vitest';
import { bodyOf, deliveryOf, exampleDelivery } from './dialect.fixture.js';
import { isWhole, PublicApiUrlMissing, payloadFor } from './payload.form.js';
import { DIALECT_NAMES, dialectNamed } from './registry.js';

const API = 'https://carehook.example/api';
const HREF = `${API}/v1/events/${exampleDelivery().event.uid}`;

describe('a thin delivery', () => {
  it.each(DIALECT_NAMES)('says in the envelope of %s where its event is, and holds no data', (name) => {
    const dialect = dialectNamed(name);
    const sent = payloadFor({ payload: 'thin' }, deliveryOf('MSH|^~\\&|secret', 'application/hl7-v2'), API);
    const body = dialect.envelope(sent, [dialect.signingKey(dialect.makeSecret(Buffer.alloc(32)))]).toString();
    expect(body).toContain(`{"id":"${sent.event.uid}","href":"${HREF}"}`);
    expect(body).not.toContain('secret');
  });

  it('has the type of what it holds, and no schema of what it does not', () => {
    const given = exampleDelivery({
      event: { ...exampleDelivery().event, contentType: 'text/xml', extensions: { dataschema: 'urn:x', ward: '7' } },
    });
    const { event } = payloadFor({ payload: 'thin' }, given, API);
    expect(event).toEqual({ ...given.event, contentType: 'application/json', extensions: { ward: '7' } });
  });

  it('cannot be made where nobody said where the API is', () => {
    expect(() => payloadFor({ payload: 'thin' }, exampleDelivery(), undefined)).toThrow(PublicApiUrlMissing);
  });
});

describe('a redacted delivery', () => {
  const redact = ['patient.id', 'patient.*.ssn'];

  it('has all of the data but what is named, byte for byte', () => {
    const given = deliveryOf('{"patient" : {"id":"p", "x":{"ssn":1}},"total": 1.00}');
    expect(payloadFor({ redact }, given, undefined)).toEqual({
      ...given,
      data: Buffer.from('{"patient" : {"x":{}},"total": 1.00}'),
    });
  });

  it.each(['application/hl7-v2', 'application/dicom', 'text/plain'])('has nothing of data of type %s', (type) => {
    const sent = payloadFor({ redact }, deliveryOf('{"patient":{"id":"p"}}', type), undefined);
    expect(bodyOf(dialectNamed('cloudevents').envelope(sent, [])).data).toBeNull();
    expect(sent.event.contentType).toBe('application/json');
  });

  it('has no data where there was none', () => {
    const given = deliveryOf('');
    expect(payloadFor({ redact }, given, undefined)).toBe(given);
  });
});

it('a delivery without either is the one that was given', () => {
  const given = exampleDelivery();
  expect(payloadFor({ payload: 'full' }, given, undefined)).toBe(given);
  expect([isWhole({}), isWhole({ payload: 'thin' }), isWhole({ redact: ['a'] })]).toEqual([true, false, false]);
});
