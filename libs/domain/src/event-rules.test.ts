import { describe, expect, it } from 'vitest';
import type { EventAttributes } from './event.js';
import { isEventPattern, isEventType } from './event.js';
import { EVENT_LIMITS, eventProblems } from './event-rules.js';

const EVENT: Omit<EventAttributes, 'tenantId'> = {
  id: 'e1',
  type: 'patient.created',
  source: '/ris',
  subject: 'patient-123',
  time: '2026-03-07T15:30:00Z',
  contentType: 'application/json',
  extensions: { organizationid: 'org-9' },
};

const problemsOf = (changes: Partial<typeof EVENT>) =>
  eventProblems({ ...EVENT, ...changes }).map(({ field, reason }) => `${field}: ${reason}`);

describe('an event’s attributes', () => {
  it('have no problem when they are sound, with or without a subject', () => {
    const { subject: _, ...rest } = EVENT;
    expect(eventProblems(EVENT)).toEqual([]);
    expect(eventProblems(rest)).toEqual([]);
  });

  it.each(['id', 'type', 'source', 'subject', 'time'] as const)('must not be empty: %s', (field) => {
    expect(problemsOf({ [field]: '' })).toEqual([`${field}: must not be empty`]);
  });

  it.each(['id', 'source', 'subject'] as const)('are at most 1,024 characters long: %s', (field) => {
    expect(problemsOf({ [field]: 'x'.repeat(EVENT_LIMITS.maxAttributeLength) })).toEqual([]);
    expect(problemsOf({ [field]: 'x'.repeat(EVENT_LIMITS.maxAttributeLength + 1) })).toEqual([
      `${field}: at most 1024 characters`,
    ]);
  });

  it.each(['\u0000', '\n', '\r', '\t', '\u001f', '\u007f'])('hold no control character: %j', (character) => {
    expect(problemsOf({ subject: `a${character}b` })).toEqual(['subject: must not contain control characters']);
  });

  it('are all looked at: every problem is named', () => {
    const problems = problemsOf({ id: '', type: 'a b', time: 'now', extensions: { Bad: '1', ok: '' } });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['id', 'type', 'time', 'Bad', 'ok']);
  });

  it('are never quoted', () => {
    expect(problemsOf({ subject: 'Miller\n', time: 'Miller', type: 'Miller !' }).join()).not.toContain('Miller');
  });
});

describe('a time', () => {
  it.each([
    '2026-03-07T15:30:00Z',
    '2026-03-07T15:30:00.123456789+01:00',
    '2026-03-07t15:30:00z',
    '2024-02-29T00:00:00-11:30',
  ])('may be %s', (time) => {
    expect(problemsOf({ time })).toEqual([]);
  });

  it.each(['2026-03-07', '2026-03-07T15:30:00', '2026-03-07 15:30:00Z', '2026-13-07T15:30:00Z', '1772897400', 'Z'])(
    'may not be %s',
    (time) => {
      expect(problemsOf({ time })).toEqual(['time: must be RFC 3339, such as 2026-03-07T15:30:00Z']);
    },
  );
});

describe('extension attributes', () => {
  it.each(['organizationid', 'a', '1', 'x'.repeat(20)])('may be called %s', (name) => {
    expect(problemsOf({ extensions: { [name]: 'v' } })).toEqual([]);
  });

  it.each(['organizationId', 'patient_id', 'x'.repeat(21), '', 'data-x', 'ä'])('may not be called "%s"', (name) => {
    expect(problemsOf({ extensions: { [name]: 'v' } })).toHaveLength(1);
  });

  it.each(['tenant', 'specversion', 'id', 'type', 'source', 'subject', 'time', 'datacontenttype', 'data'])(
    'do not take the name %s',
    (name) => {
      expect(problemsOf({ extensions: { [name]: 'v' } })).toEqual([`${name}: is not taken here`]);
    },
  );

  it('are at most 32', () => {
    const extensions = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 'v']));
    expect(problemsOf({ extensions: extensions(32) })).toEqual([]);
    expect(problemsOf({ extensions: extensions(33) })).toEqual(['extensions: at most 32 extension attributes']);
  });
});

describe('event types and patterns', () => {
  it.each(['patient', 'patient.created', 'a-b.c_d.E9', 'x'.repeat(128)])('%s is a type, and a pattern', (text) => {
    expect(isEventType(text)).toBe(true);
    expect(isEventPattern(text)).toBe(true);
  });

  it.each(['*', 'patient.*', 'a.b.*'])('%s is a pattern and no type', (text) => {
    expect(isEventPattern(text)).toBe(true);
    expect(isEventType(text)).toBe(false);
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a b', 'a.*.b', '*.a', '.*', '**', 'a*', 'x'.repeat(129)])(
    '"%s" is neither',
    (text) => {
      expect(isEventType(text)).toBe(false);
      expect(isEventPattern(text)).toBe(false);
    },
  );
});
