import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isBinaryEvent, parseBinaryEvent } from './binary-event.parse.js';

const NOW_MS = Date.UTC(2026, 2, 7, 15, 30, 0);
const HEADERS: IncomingHttpHeaders = {
  'content-type': 'application/hl7-v2',
  'ce-specversion': '1.0',
  'ce-id': 'e1',
  'ce-source': '/ris',
  'ce-type': 'patient.created',
};
const HL7 = Buffer.from('MSH|^~\\&|LAB\rPID|1\r');

const parse = (headers: IncomingHttpHeaders, body: Buffer | string = HL7) =>
  parseBinaryEvent({ ...HEADERS, ...headers }, Buffer.from(body as string), NOW_MS);

function eventOf(headers: IncomingHttpHeaders, body?: Buffer | string) {
  const parsed = parse(headers, body);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.event;
}

function problemsOf(headers: IncomingHttpHeaders, body?: Buffer | string): string[] {
  const parsed = parse(headers, body);
  return 'problems' in parsed ? parsed.problems.map(({ field, reason }) => `${field}: ${reason}`) : [];
}

describe('a CloudEvent in binary mode', () => {
  it('has headers for attributes and the untouched body for data', () => {
    const { attributes, data, idIsMade } = eventOf({
      'ce-subject': 'p1',
      'ce-time': '2026-01-01T00:00:00Z',
      'ce-dataschema': 'https://schemas.example/p',
      'ce-ward': '7',
      'x-other': '1',
    });
    expect(attributes).toEqual({
      id: 'e1',
      type: 'patient.created',
      source: '/ris',
      subject: 'p1',
      time: '2026-01-01T00:00:00Z',
      contentType: 'application/hl7-v2',
      extensions: { dataschema: 'https://schemas.example/p', ward: '7' },
    });
    expect(data.equals(HL7)).toBe(true);
    expect(idIsMade).toBe(false);
  });

  it('has JSON for data unless it says otherwise, and null for none', () => {
    expect(eventOf({ 'content-type': undefined }, '{"a": 1.00}').attributes.contentType).toBe('application/json');
    expect(eventOf({ 'content-type': undefined }, '').data.toString()).toBe('null');
    expect(eventOf({}, '').data.toString()).toBe('');
  });

  it.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%e2%82%ac%41', '€A'],
    ['"a b \\" c \\\\"', 'a b " c \\'],
    ['"%22"', '"'],
    ['a%2525', 'a%25'],
    ['a b', 'a b'],
  ])('has headers decoded once: %s', (header, subject) => {
    expect(eventOf({ 'ce-subject': header }).attributes.subject).toBe(subject);
  });

  it('is told by any header that one must have', () => {
    expect(isBinaryEvent({ 'ce-id': '1' })).toBe(true);
    expect(isBinaryEvent({ 'ce-specversion': '1.0' })).toBe(true);
    expect(isBinaryEvent({ 'ce-ward': '7', 'content-type': 'application/json' })).toBe(false);
  });
});

describe('a CloudEvent in binary mode is refused', () => {
  it('when it lacks what CloudEvents require, all of it named', () => {
    const none = { 'ce-id': undefined, 'ce-source': undefined, 'ce-type': undefined, 'ce-specversion': '0.3' };
    expect(problemsOf(none)).toEqual([
      'ce-specversion: must be 1.0',
      'ce-id: is required',
      'ce-source: is required',
      'ce-type: is required',
    ]);
  });

  it.each<[IncomingHttpHeaders, RegExp]>([
    [{ 'ce-subject': '%C0%A0' }, /^ce-subject: must be ASCII/],
    [{ 'ce-subject': '100%' }, /^ce-subject: must be ASCII/],
    [{ 'ce-subject': 'é' }, /^ce-subject: must be ASCII/],
    [{ 'ce-subject': 'a%0Ab' }, /^ce-subject: must not contain control characters$/],
    [{ 'ce-time': 'now' }, /^ce-time: must be RFC 3339/],
    [{ 'ce-tenant': 'clinic-b' }, /^ce-tenant: is not taken here$/],
    [{ 'ce-datacontenttype': 'text/xml' }, /^ce-datacontenttype: is not taken here$/],
    [{ 'ce-data': '1' }, /^ce-data: is not taken here$/],
    [{ 'ce-patient_id': '1' }, /^ce-patient_id: is no field/],
    [{ 'ce-__proto__': '1' }, /^ce-__proto__: is no field/],
  ])('%j: %s', (headers, problem) => {
    expect(problemsOf(headers)).toEqual([expect.stringMatching(problem)]);
  });

  it('when its body is not the JSON that it says, which the router would reject later', () => {
    const json = { 'content-type': 'application/fhir+json' };
    expect(problemsOf(json, '{"a":')).toEqual([expect.stringMatching(/^body: is not valid JSON: /)]);
    expect(problemsOf(json, '['.repeat(101) + ']'.repeat(101))).toEqual([expect.stringMatching(/^body: .*too deeply/)]);
    expect(problemsOf(json, '['.repeat(100) + ']'.repeat(100))).toEqual([]);
  });

  it('when its body is larger than 10 MiB', () => {
    expect(problemsOf({}, Buffer.alloc(10 * 1024 * 1024 + 1, 0x20))).toEqual(['body: is larger than 10485760 bytes']);
  });
});
