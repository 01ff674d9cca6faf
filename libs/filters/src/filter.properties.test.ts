import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from './filter.explain.js';
import { ALIASES, subjectOf } from './filter.fixtures.js';
import { matches } from './filter.match.js';
import { parseFilter } from './filter.parse.js';
import type { FilterSubject } from './filter.subject.js';
import { SubscriptionIndex } from './subscription.index.js';

/** Few names and values, so that random filters and random events meet often. */
const name = fc.constantFrom('a', 'b', 'severity');
const text = fc.constantFrom('x', 'y', 'xy', '1');
const literal = fc.oneof(text, fc.constantFrom(0, 1, 2), fc.boolean(), fc.constant(null));
const bound = fc.oneof(text, fc.constantFrom(0, 1, 2));

const key = fc.oneof(
  name,
  fc.tuple(name, name).map(([a, b]) => `${a}.${b}`),
  fc.constant('patientIds'),
);

const literals = fc.array(literal, { minLength: 1, maxLength: 3 });

/** One operator or two: more hardly ever hold together. */
const operators = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constantFrom('eq', 'ne'), literal),
      fc.tuple(fc.constantFrom('in', 'nin'), literals),
      fc.tuple(fc.constantFrom('gt', 'gte', 'lt', 'lte'), bound),
      fc.tuple(fc.constantFrom('prefix', 'suffix'), text),
      fc.tuple(fc.constant('exists'), fc.boolean()),
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((entries) => Object.fromEntries<unknown>(entries));

const plain = fc.oneof(
  fc.tuple(key, fc.oneof(literal, literals, operators)),
  fc.tuple(fc.constantFrom('a_min', 'b_max'), fc.constantFrom(0, 1, 2)),
  fc.tuple(fc.constantFrom('@subject', '@source', '@kind'), fc.oneof(text, fc.record({ exists: fc.boolean() }))),
);

/** A document of the filter language; never so large that it is refused. */
const { filter: filterDocument } = fc.letrec<{ filter: Record<string, unknown>; entry: [string, unknown] }>((tie) => ({
  filter: fc.array(tie('entry'), { minLength: 1, maxLength: 2 }).map((entries) => Object.fromEntries<unknown>(entries)),
  entry: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    plain,
    fc.tuple(fc.constantFrom('all', 'any'), fc.array(tie('filter'), { minLength: 1, maxLength: 2 })),
    fc.tuple(fc.constant('not'), tie('filter')),
  ),
}));

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    literal,
    fc.dictionary(fc.oneof(name, fc.constantFrom('patient', 'id', 'subject')), tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));

/** Data that the filters often match, and now and then none or any JSON. */
const eventData = fc.oneof({ weight: 8, arbitrary: value }, fc.constant(undefined), fc.jsonValue());

const filterSubject = fc
  .tuple(eventData, fc.option(text, { nil: undefined }), text, fc.dictionary(fc.constantFrom('kind'), text))
  .map(([data, subject, source, extensions]) => subjectOf(data, { subject, source, extensions }));

describe('every filter', () => {
  it('answers without throwing, whatever the data', () => {
    fc.assert(
      fc.property(filterDocument, fc.oneof(fc.jsonValue(), fc.anything()), (document, data) => {
        expect(typeof matches(parseFilter(document, ALIASES), subjectOf(data))).toBe('boolean');
      }),
    );
  });

  it('does not match on a missing key, except under exists:false, ne and nin', () => {
    const holdsOnMissing = { exists: false, ne: 1, nin: [1] };
    const failsOnMissing = { exists: true, eq: 1, in: [1], gt: 0, gte: 0, lt: 9, lte: 9, prefix: 'a', suffix: 'a' };
    fc.assert(
      fc.property(filterSubject, (subject) => {
        const verdict = (operator: object) => matches(parseFilter({ 'absent.key': operator }), subject);
        for (const operator of Object.entries(holdsOnMissing))
          expect(verdict(Object.fromEntries([operator]))).toBe(true);
        for (const operator of Object.entries(failsOnMissing))
          expect(verdict(Object.fromEntries([operator]))).toBe(false);
        expect(matches(parseFilter({ absent_min: 0 }), subject)).toBe(false);
      }),
    );
  });

  it('is turned round by not', () => {
    fc.assert(
      fc.property(filterDocument, filterSubject, (document, subject) => {
        const plain = matches(parseFilter(document, ALIASES), subject);
        expect(matches(parseFilter({ not: document }, ALIASES), subject)).toBe(!plain);
        expect(matches(parseFilter({ all: [document] }, ALIASES), subject)).toBe(plain);
        expect(matches(parseFilter({ any: [document] }, ALIASES), subject)).toBe(plain);
      }),
    );
  });

  it('is explained as it matches', () => {
    fc.assert(
      fc.property(filterDocument, filterSubject, (document, subject) => {
        const filter = parseFilter(document, ALIASES);
        expect(explain(filter, subject).matched).toBe(matches(filter, subject));
      }),
      { numRuns: 1_000 },
    );
  });
});

const id = fc.constantFrom('w1', 'w2', 'w3', 'w4', 'w5', 'w6');
const type = fc.constantFrom('a', 'a.b', 'a.b.c', 'b');
const pattern = fc.constantFrom('a', 'a.b', 'a.b.c', 'b', 'a.*', 'a.b.*', 'b.*', '*');
const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ id, patterns: fc.array(pattern, { maxLength: 4 }), document: filterDocument }) },
  fc.record({ id, patterns: fc.array(pattern, { maxLength: 2 }), document: fc.constant(undefined) }),
  fc.record({ id, patterns: fc.constant(undefined), document: fc.constant(undefined) }),
);

/** Said here once more and in another way, so that the index is not its own witness. */
function wants(patterns: readonly string[], eventType: string): boolean {
  return patterns.some((wanted) => {
    if (wanted === '*' || wanted === eventType) return true;
    return wanted.endsWith('.*') && eventType.startsWith(wanted.slice(0, -1));
  });
}

describe('every index', () => {
  it('finds what testing every subscription finds, each once, after any sets and deletes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), type, filterSubject, (changes, eventType, subject) => {
        const index = new SubscriptionIndex<string>();
        const all = new Map<string, (subject: FilterSubject) => boolean>();
        for (const { id, patterns, document } of changes) {
          if (patterns === undefined) {
            expect(index.delete(id)).toBe(all.delete(id));
            continue;
          }
          const filter = document && parseFilter(document, ALIASES);
          index.set(id, patterns, filter, id);
          all.set(id, (event) => wants(patterns, eventType) && (!filter || matches(filter, event)));
        }
        const naive = [...all].filter(([, wanted]) => wanted(subject)).map(([id]) => id);
        expect(index.match(eventType, subject).toSorted()).toEqual(naive.toSorted());
        expect(index.size).toBe(all.size);
      }),
      { numRuns: 2_000 },
    );
  });
});
