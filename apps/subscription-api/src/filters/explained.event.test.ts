import { describe, expect, it } from 'vitest';
import type { EventEntity } from '#postgres';
import { subjectGiven, subjectRecorded } from './explained.event.js';

const DEFAULTS = { tenantId: 'clinic-a', id: 'evt_1', time: '2026-03-07T10:00:00Z' };

describe('an event that was given', () => {
  it('is seen as if it had been published, attributes and data', () => {
    const given = {
      type: 'patient.created',
      subject: null,
      schemaProblems: null,
      dataKeyId: null,
      erasureId: null,
      data: { ward: 'A1' },
      organizationid: 'org-1',
      priority: 3,
    };
    expect(subjectGiven(given, DEFAULTS)).toEqual({
      attributes: {
        ...DEFAULTS,
        type: 'patient.created',
        source: '/clinic-a',
        contentType: 'application/json',
        extensions: { organizationid: 'org-1', priority: '3' },
      },
      data: { ward: 'A1' },
    });
  });

  it('keeps the attributes that it has', () => {
    const own = { id: 'e1', source: '/lab', subject: 'patient-1', time: '2020-01-01T00:00:00Z' };
    expect(subjectGiven({ type: 'a.b', data: null, ...own }, DEFAULTS).attributes).toMatchObject(own);
  });

  it.each([
    [{ type: 'no type' }, 'event.type'],
    [{ type: 'a.b', time: 'yesterday' }, 'event.time'],
    [{ type: 'a.b', organizationId: 'org-1' }, 'event.organizationId'],
    [{ type: 'a.b', tenant: 'clinic-b' }, 'event.tenant'],
  ])('is refused as ingest would refuse it: %j', (given, field) => {
    expect(() => subjectGiven({ data: {}, ...given }, DEFAULTS)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', details: [expect.objectContaining({ field })] }),
    );
  });
});

describe('an event that was recorded', () => {
  const recorded = (contentType: string, data: string): EventEntity => ({
    uid: '018c2503-0000-7000-8000-00000000e001',
    tenantId: 'clinic-a',
    id: 'e1',
    type: 'a.b',
    source: '/lab',
    subject: null,
    schemaProblems: null,
    dataKeyId: null,
    erasureId: null,
    timeText: DEFAULTS.time,
    contentType,
    extensions: { ward: 'A1' },
    data: Buffer.from(data),
    acceptedAt: new Date(0),
  });

  it('shows its attributes and its JSON', () => {
    const { attributes, data } = subjectRecorded(recorded('application/fhir+json', '{"a":[1]}'));
    expect(attributes).toEqual({
      tenantId: 'clinic-a',
      id: 'e1',
      type: 'a.b',
      source: '/lab',
      time: DEFAULTS.time,
      contentType: 'application/fhir+json',
      extensions: { ward: 'A1' },
    });
    expect(data).toEqual({ a: [1] });
  });

  it.each([
    ['application/hl7-v2', 'MSH|^~'],
    ['application/json', '{"a":'],
  ])('shows no data where it is not JSON: %s', (contentType, text) => {
    expect(subjectRecorded(recorded(contentType, text)).data).toBeUndefined();
  });
});
