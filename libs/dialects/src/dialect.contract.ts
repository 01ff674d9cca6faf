import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type DialectFixture,
  deliveryOf,
  exampleDelivery,
  lowerCased,
  membersOf,
  requestOf,
  type SentRequest,
} from './dialect.fixture.js';
import type { Dialect } from './dialect.js';
import { describeRetries } from './dialect.retries.contract.js';

const NON_JSON_TEXT = 'MSH|^~\\&|LAB|"A"\rPID|1||4711^^^ü';
const NON_TEXT = Buffer.from('4449434d0001fffe', 'hex');

/** Clinical JSON that a JSON parser and writer would not give back as it was. */
const ODD_JSON = ' {"b" : 1.00,\n"1":12345678901234567890, "a":"\\u0041\\/", "b":1e400, "c": "ü\u2028"\t} ';

/** What every dialect must do, checked against what its fixture says the product documents. */
export function describeDialect(dialect: Dialect, fixture: DialectFixture): void {
  describe(`the dialect ${dialect.name}`, () => {
    // Receivers that refuse old requests look at the clock.
    beforeAll(() => {
      vi.useFakeTimers({ toFake: ['Date'], now: exampleDelivery().sentAtMs });
    });
    afterAll(() => {
      vi.useRealTimers();
    });
    describeBody(dialect, fixture);
    describeHeaders(dialect, fixture);
    describeSignature(dialect, fixture);
    describeRetries(dialect, fixture);
    describeSecretsAndNames(dialect);
    describeCatalogue(dialect);
  });
}

function describeBody(dialect: Dialect, fixture: DialectFixture): void {
  it('has the documented members in the documented order', () => {
    const body = membersOf(fixture, requestOf(dialect, exampleDelivery(), fixture.secrets));
    expect(Object.keys(body)).toEqual(fixture.bodyKeys);
    expect(body).toMatchObject(fixture.bodyMembers(exampleDelivery()));
  });

  it('carries the data', () => {
    const data = { patient: { id: 'patient-123', names: ['Zoë', '😀'] }, none: null };
    const request = requestOf(dialect, deliveryOf(JSON.stringify(data)), fixture.secrets);
    expect(fixture.dataIn(membersOf(fixture, request))).toEqual(data);
  });

  it.each(['0', 'null', '"text"', '[1,2]', '{}'])('carries data that is %s', (json) => {
    const request = requestOf(dialect, deliveryOf(json), fixture.secrets);
    expect(fixture.dataIn(membersOf(fixture, request))).toEqual(JSON.parse(json));
  });

  it(fixture.splicesData ? 'carries the bytes of the data untouched' : 'carries numbers with their exact value', () => {
    const { body } = requestOf(dialect, deliveryOf(ODD_JSON), fixture.secrets);
    const expected = fixture.splicesData ? ODD_JSON : '{"1":12345678901234567890,"b":1e400,"a":"A/","c":"ü\u2028"}';
    expect(body.includes(expected)).toBe(true);
  });

  it('carries text that is not JSON as a string', () => {
    const request = requestOf(dialect, deliveryOf(NON_JSON_TEXT, 'application/hl7-v2+er7'), fixture.secrets);
    expect(fixture.dataIn(membersOf(fixture, request))).toBe(NON_JSON_TEXT);
  });

  it('carries what is no text as base64', () => {
    const request = requestOf(dialect, deliveryOf(NON_TEXT, 'application/dicom'), fixture.secrets);
    expect(fixture.dataIn(membersOf(fixture, request))).toBe(NON_TEXT.toString('base64'));
  });

  it('is null where there is no data', () => {
    const request = requestOf(dialect, deliveryOf(''), fixture.secrets);
    expect(fixture.dataIn(membersOf(fixture, request))).toBeNull();
  });
}

function describeHeaders(dialect: Dialect, fixture: DialectFixture): void {
  it('has the documented headers and the common ones, and no others', () => {
    const delivery = exampleDelivery();
    const { headers } = requestOf(dialect, delivery, fixture.secrets);
    const expected = {
      'Content-Type': 'application/json',
      'Carehook-Delivery-Id': delivery.deliveryId,
      'User-Agent': 'Carehook/0.1',
      ...fixture.headers(delivery),
    };
    expect(headers).toMatchObject(expected);
    expect(Object.keys(headers).sort()).toEqual([...Object.keys(expected), ...fixture.signatureHeaders].sort());
  });

  it('has the same delivery id in every attempt', () => {
    const ids = [1, 2, 3].map((attempt) => {
      const { headers } = requestOf(dialect, exampleDelivery({ attempt }), fixture.secrets);
      return headers['Carehook-Delivery-Id'];
    });
    expect(new Set(ids)).toEqual(new Set([exampleDelivery().deliveryId]));
  });

  const { attemptIn } = fixture;
  if (!attemptIn) return;
  it('counts the attempts from 1', () => {
    for (const attempt of [1, 2, 11]) {
      const request = requestOf(dialect, exampleDelivery({ attempt }), fixture.secrets);
      expect(attemptIn(lowerCased(request.headers), membersOf(fixture, request))).toBe(attempt);
    }
  });
}

function describeSignature(dialect: Dialect, fixture: DialectFixture): void {
  const [newest, older] = fixture.secrets;

  describe.each(Object.entries(fixture.receivers))('towards %s', (_receiver, accepts) => {
    const accepted = (request: SentRequest, secret: string) =>
      accepts(lowerCased(request.headers), request.body, secret);

    it('is accepted with the secret and refused with another', () => {
      const request = requestOf(dialect, exampleDelivery(), [newest]);
      expect(accepted(request, newest)).toBe(true);
      expect(accepted(request, older)).toBe(false);
    });

    it('is accepted for every example of the catalogue', () => {
      for (const { type, example } of dialect.catalogue) {
        const delivery = deliveryOf(JSON.stringify(example, null, 2));
        const request = requestOf(dialect, { ...delivery, event: { ...delivery.event, type } }, [newest]);
        expect(accepted(request, newest)).toBe(true);
      }
    });

    it.each([
      ['odd JSON', '{ "2":1.00, "1":"\\u0041\\ud800", "é":[ 1e2 ] }', 'application/json'],
      ['text', NON_JSON_TEXT, 'application/hl7-v2'],
      ['bytes', NON_TEXT, 'application/dicom'],
      ['nothing', '', 'application/json'],
    ])('is accepted with %s for data', (_what, data, contentType) => {
      expect(accepted(requestOf(dialect, deliveryOf(data, contentType), [newest]), newest)).toBe(true);
    });

    it('is refused once the body was tampered with', () => {
      const { headers, body } = requestOf(dialect, exampleDelivery(), [newest]);
      const tampered = Buffer.from(body.toString().replace('patient-123', 'patient-124'));
      expect(tampered.equals(body)).toBe(false);
      expect(accepted({ headers, body: tampered }, newest)).toBe(false);
    });

    it(`is accepted ${fixture.signsWithEverySecret ? 'with every active secret' : 'with the newest secret'}`, () => {
      const request = requestOf(dialect, exampleDelivery(), fixture.secrets);
      expect(accepted(request, newest)).toBe(true);
      expect(accepted(request, older)).toBe(fixture.signsWithEverySecret);
    });
  });

  it('gives no secret away', () => {
    const { headers, body } = requestOf(dialect, exampleDelivery(), fixture.secrets);
    for (const secret of fixture.secrets) expect(JSON.stringify(headers) + body.toString()).not.toContain(secret);
  });

  it(dialect.unsignedAllowed ? 'is sent unsigned without a secret' : 'is never sent unsigned', () => {
    const unsigned = () => requestOf(dialect, exampleDelivery(), []);
    if (dialect.unsignedAllowed) {
      const names = Object.keys(lowerCased(unsigned().headers));
      for (const header of fixture.signatureHeaders) expect(names).not.toContain(header.toLowerCase());
    } else {
      expect(unsigned).toThrow(expect.objectContaining({ name: 'SigningSecretMissing' }));
    }
  });
}

function describeSecretsAndNames(dialect: Dialect): void {
  it('makes secrets that it takes, and another from other bytes', () => {
    const [one, other] = [1, 2].map((byte) => dialect.makeSecret(Buffer.alloc(32, byte)));
    expect(dialect.secretProblem(one as string)).toBeUndefined();
    expect(one).not.toBe(other);
  });

  it('says why a secret cannot be used without quoting it', () => {
    expect(dialect.secretProblem('')).toEqual(expect.any(String));
    expect(dialect.secretProblem('Qz!')).not.toContain('Qz!');
  });
}

function describeCatalogue({ catalogue }: Dialect): void {
  it('documents each event type once', () => {
    const types = catalogue.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    for (const { description } of catalogue) expect(description).toMatch(/^\p{Lu}.*\.$/u);
  });

  if (catalogue.length === 0) return;
  const ajv = new Ajv2020({ strict: true });
  addFormats.default(ajv);

  it.each(catalogue.map((entry) => [entry.type, entry] as const))(
    'has a schema of %s that its example fulfils, that takes further members and no list',
    (_type, { schema, example }) => {
      const fits = ajv.compile(schema);
      expect(fits(example), ajv.errorsText(fits.errors)).toBe(true);
      expect(fits({ ...(example as object), a_further_member: [1] })).toBe(true);
      expect(fits([])).toBe(false);
    },
  );
}
