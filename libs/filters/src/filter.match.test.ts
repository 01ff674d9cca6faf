import { describe, expect, it } from 'vitest';
import { ALIASES, subjectOf } from './filter.fixtures.js';
import { matches } from './filter.match.js';
import { parseFilter } from './filter.parse.js';
import { lazySubject } from './filter.subject.js';

function holds(document: unknown, data: unknown, attributes = {}): boolean {
  return matches(parseFilter(document, ALIASES), subjectOf(data, attributes));
}

const MEDILAB = { department: 'cardiology', patient_type: ['new', 'returning'], amount_min: 1000 };
const ZARISH = {
  organizationId: 'org-123',
  patientIds: ['patient-123', 'patient-456'],
  severity: ['high', 'critical'],
};

describe('the filters of the products’ pages', () => {
  it.each([
    [true, MEDILAB, { department: 'cardiology', patient_type: 'returning', amount: 1000 }],
    [false, MEDILAB, { department: 'oncology', patient_type: 'new', amount: 1000 }],
    [false, MEDILAB, { department: 'cardiology', patient_type: 'other', amount: 1000 }],
    [false, MEDILAB, { department: 'cardiology', patient_type: 'new', amount: 999.99 }],
    [false, MEDILAB, { department: 'cardiology', patient_type: 'new', amount: '1000' }],
    [false, MEDILAB, { department: 'cardiology', patient_type: 'new' }],
    [true, { notification_enabled: true }, { notification_enabled: true }],
    [false, { notification_enabled: true }, { notification_enabled: 'true' }],
    [false, { notification_enabled: true }, { notification_enabled: 1 }],
    [true, { organizationId: 'org-123' }, { organizationId: 'org-123' }],
    [true, ZARISH, { organizationId: 'org-123', patient: { id: 'patient-456' }, alert: { severity: 'high' } }],
    [true, ZARISH, { organizationId: 'org-123', report: { subject: { id: 'patient-123' } }, severity: 'critical' }],
    [false, ZARISH, { organizationId: 'org-123', patient: { id: 'patient-789' }, severity: 'high' }],
    [false, ZARISH, { organizationId: 'org-123', patient: { id: 'patient-123' }, severity: 'low' }],
  ])('%s: %j of %j', (expected, filter, data) => {
    expect(holds(filter, data)).toBe(expected);
  });

  it('finds an alias among the attributes as well as in the data', () => {
    expect(holds({ organizationId: 'org-1' }, undefined, { extensions: { organizationid: 'org-1' } })).toBe(true);
    expect(holds({ patientIds: ['p-1'] }, {}, { subject: 'p-1' })).toBe(true);
  });
});

describe('operators', () => {
  it.each([
    [true, { a: { eq: 1 } }, { a: 1 }],
    [false, { a: { eq: 1 } }, { a: '1' }],
    [true, { a: null }, { a: null }],
    [false, { a: null }, {}],
    [true, { a: { ne: 1 } }, { a: '1' }],
    [false, { a: { ne: 1 } }, { a: 1 }],
    [true, { a: { in: [1, 'x'] } }, { a: 'x' }],
    [false, { a: { nin: [1, 'x'] } }, { a: 'x' }],
    [true, { a: { gte: 1000, lt: 5000 } }, { a: 1000 }],
    [false, { a: { gte: 1000, lt: 5000 } }, { a: 5000 }],
    [false, { a: { gt: 1 } }, { a: 1 }],
    [true, { a: { lte: 1 } }, { a: 1 }],
    [true, { a: { gt: '2024-01-01' } }, { a: '2024-05-01' }],
    [false, { a: { gt: 1 } }, { a: '2' }],
    [false, { a: { gt: '1' } }, { a: 2 }],
    [true, { a: { prefix: 'ab' } }, { a: 'abc' }],
    [true, { a: { suffix: 'bc' } }, { a: 'abc' }],
    [false, { a: { prefix: 'bc' } }, { a: 'abc' }],
    [false, { a: { prefix: '1' } }, { a: 12 }],
    [true, { a: { exists: true } }, { a: null }],
    [true, { a: { exists: true } }, { a: [] }],
    [false, { a: { exists: false } }, { a: null }],
    [true, { a_max: 5 }, { a: 5 }],
    [false, { a_max: 5 }, { a: 5.1 }],
    [true, { bp_min: { eq: 70 } }, { bp_min: 70 }],
    [true, { _min: 3 }, { _min: 3 }],
    [true, { all: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 2 }],
    [false, { all: [{ a: 1 }, { b: 2 }] }, { a: 1 }],
    [true, { any: [{ a: 1 }, { b: 2 }] }, { b: 2 }],
    [false, { any: [{ a: 1 }, { b: 2 }] }, { b: 1 }],
    [false, { not: { a: 1 } }, { a: 1 }],
    [true, { not: { a: 1 } }, {}],
    [true, {}, undefined],
  ])('%s: %j of %j', (expected, filter, data) => {
    expect(holds(filter, data)).toBe(expected);
  });

  it('compares integers as doubles, so those that round alike are equal', () => {
    expect(holds(JSON.parse('{"id":9007199254740993}'), JSON.parse('{"id":9007199254740992}'))).toBe(true);
  });
});

describe('paths', () => {
  it.each([
    [true, { 'patient.id': 'p' }, { patient: { id: 'p' } }],
    [false, { 'patient.id': 'p' }, { 'patient.id': 'p' }],
    [true, { tags: 'urgent' }, { tags: ['new', 'urgent'] }],
    [false, { tags: { ne: 'urgent' } }, { tags: ['new', 'urgent'] }],
    [true, { 'items.code': 'b' }, { items: [{ code: 'a' }, { code: ['b'] }] }],
    [false, { 'items.0.code': 'b' }, { items: [{ code: 'a' }, { code: 'b' }] }],
    [true, { 'items.1.code': 'b' }, { items: [{ code: 'a' }, { code: 'b' }] }],
    [false, { 'items.code': { exists: true } }, { items: [] }],
    [false, { tags: 'x' }, { tags: [['x']] }],
    [true, { a: { gt: 10, lt: 20 } }, { a: [5, 25] }],
    [true, { code: 'a' }, [{ code: 'a' }]],
    [false, { a: 'x' }, { a: { b: 'x' } }],
    [false, { '*': 'x' }, { a: 'x' }],
  ])('%s: %j of %j', (expected, filter, data) => {
    expect(holds(filter, data)).toBe(expected);
  });

  it.each(['toString', 'constructor.name', '__proto__', '__proto__.polluted', 'tags.length', 'name.length'])(
    'sees no %s that is not an own property of the data',
    (path) => {
      expect(holds({ [path]: { exists: true } }, { tags: ['a'], name: 'b' })).toBe(false);
    },
  );

  it('takes __proto__ for a name like any other', () => {
    const filter = JSON.parse('{"__proto__":"x"}');
    expect(holds(filter, JSON.parse('{"__proto__":"x"}'))).toBe(true);
    expect(holds(filter, {})).toBe(false);
  });
});

describe('attributes', () => {
  it.each([
    [true, { '@type': 'patient.created' }],
    [true, { '@source': { prefix: 'reg' } }],
    [false, { '@subject': 'p-1' }],
    [true, { '@subject': { exists: false } }],
    [true, { '@ward': 'w1' }],
    [true, { '@Ward': ['w1', 'w2'] }],
    [true, { '@time': { gte: '2024-05-01', lt: '2024-06-01' } }],
    [true, { '@datacontenttype': 'application/json' }],
    [false, { '@toString': { exists: true } }],
    [false, { type: 'patient.created' }],
  ])('%s: %j', (expected, filter) => {
    expect(holds(filter, {}, { extensions: { ward: 'w1' } })).toBe(expected);
  });

  it('are looked at before the data, which stays unread where they fail', () => {
    const filter = parseFilter({ department: 'cardiology', '@source': 'lab' });
    const { attributes } = subjectOf(undefined);
    const unread = lazySubject(attributes, () => expect.unreachable('data was read'));
    expect(matches(filter, unread)).toBe(false);
  });
});

describe('odd data', () => {
  it('answers for data nested deeper than a stack', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
    expect(holds({ 'a.b': 1, severity: 'x' }, deep)).toBe(false);
    expect(holds({ a: 1, patientIds: 'x' }, { a: deep })).toBe(false);
  });
});
