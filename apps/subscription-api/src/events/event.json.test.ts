import { describe, expect, it } from 'vitest';
import { newEventId, newId, uuidTimeMs } from '#domain';
import { eventAddress } from './event.address.js';
import { eventBody } from './event.json.js';

const event = (contentType: string, data: Buffer | string) => ({
  uid: newId(0),
  tenantId: 'hospital-a',
  id: 'evt-1',
  type: 'patient.created',
  source: '/test',
  subject: null,
  timeText: '2026-03-07T10:00:00+01:00',
  contentType,
  extensions: {},
  data: Buffer.from(data),
  acceptedAt: new Date(0),
  schemaProblems: null,
  dataKeyId: null,
  erasureId: null,
});

describe('an event', () => {
  it('shows JSON byte for byte', () => {
    const data = '{"amount": 1.00,\n"id":12345678901234567890}';
    expect(eventBody(event('application/fhir+json', data)).toString()).toMatch(/,"data":\{"amount": 1\.00,\n.*\}\}$/s);
  });

  it('shows what is not JSON in base64, to be had back as it came', () => {
    const data = Buffer.from('MSH|^~\\&|\rPID|\xff', 'latin1');
    const shown = JSON.parse(eventBody(event('application/hl7-v2', data)).toString());
    expect(shown).not.toHaveProperty('data');
    expect(Buffer.from(shown.dataBase64, 'base64')).toEqual(data);
  });

  it.each(['1,"type":"forged"', '{"a":'])('shows data that only says it is JSON as base64: %s', (data) => {
    const shown = JSON.parse(eventBody(event('application/json', data)).toString());
    expect(shown).toMatchObject({ dataBase64: Buffer.from(data).toString('base64') });
    expect(shown).not.toHaveProperty('data');
    expect(shown.type).not.toBe('forged');
  });

  it('shows no data at all of a JSON type as null', () => {
    expect(JSON.parse(eventBody(event('application/json', '')).toString()).data).toBeNull();
  });
});

describe('the address of an event', () => {
  it('is its uid', () => {
    const uid = newId(Date.now());
    expect(eventAddress(uid)).toEqual({ uid });
  });

  it('is the id made at ingest, within the time that it carries', () => {
    const madeAtMs = Date.parse('2026-03-07T10:00:00Z');
    const address = eventAddress(newEventId(madeAtMs));
    if (!address || 'uid' in address) expect.unreachable();
    expect(uuidTimeMs(address.fromUid)).toBeLessThan(madeAtMs);
    expect(uuidTimeMs(address.toUid)).toBeGreaterThan(madeAtMs);
  });

  it.each(['order-17', 'evt_1234567890', '', "evt_'--"])('is not %j', (text) => {
    expect(eventAddress(text)).toBeUndefined();
  });

  it('is in bounds for any id of the form', () => {
    expect(eventAddress(`evt_${'f'.repeat(32)}`)).toBeDefined();
    expect(eventAddress(`evt_${'0'.repeat(32)}`)).toBeDefined();
  });
});
