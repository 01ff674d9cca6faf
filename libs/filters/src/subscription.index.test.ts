import { describe, expect, it } from 'vitest';
import type { EventAttributes } from '#domain';
import { ALIASES, subjectOf } from './filter.fixtures.js';
import { parseFilter } from './filter.parse.js';
import { lazySubject } from './filter.subject.js';
import { SubscriptionIndex } from './subscription.index.js';

describe('SubscriptionIndex', () => {
  it('returns a subscription once though several of its patterns and several elements of the data match', () => {
    const index = new SubscriptionIndex<string>();
    index.set('w', ['a.b', 'a.b', 'a.*', '*'], parseFilter({ tags: ['x', 'y'] }), 'w');
    expect(index.match('a.b', subjectOf({ tags: ['x', 'y', 'x'] }))).toEqual(['w']);
  });

  it('keeps nothing of what was deleted', () => {
    const index = new SubscriptionIndex<string>();
    for (let n = 0; n < 100; n++) index.set(`w${n}`, ['a', 'a.*'], parseFilter({ tags: [n, n % 3], b: n }), 'w');
    for (let n = 0; n < 100; n++) index.delete(`w${n}`);
    expect(index).toEqual(new SubscriptionIndex<string>());
    expect(index.delete('w1')).toBe(false);
  });
});

describe('the cost of a match', () => {
  /** Counts evaluations of filters by how often they look at the event's source, once in each filter below. */
  function evaluations(count: number, documentOf: (n: number) => object, data: unknown): number {
    const index = new SubscriptionIndex<number>();
    for (let n = 0; n < count; n++) {
      const filter = parseFilter({ '@source': { prefix: 'reg' }, ...documentOf(n) }, ALIASES);
      index.set(`w${n}`, ['patient.created', 'patient.*'], filter, n);
    }
    const subject = subjectOf(data, { subject: 'p-3' });
    let looks = 0;
    const counting = {
      ...subject.attributes,
      get source() {
        looks += 1;
        return subject.attributes.source;
      },
    } satisfies EventAttributes;
    expect(index.match('patient.created', { ...subject, attributes: counting })).toEqual([3]);
    return looks;
  }

  it.each<[number, string, (n: number) => object, unknown]>([
    [100_000, 'an equality', (n) => ({ department: `d-${n}` }), { department: 'd-3' }],
    [
      10_000,
      'an equality met by an array',
      (n) => ({ 'items.code': [`c-${n}`] }),
      { items: [{ code: 'c-3' }, { code: 'z' }] },
    ],
    [10_000, 'an alias of several locations', (n) => ({ patientIds: [`p-${n}`, `q-${n}`] }), {}],
    [
      10_000,
      'a rare equality behind common ones',
      (n) => ({ active: true, unit: 'u', ward: `w-${n}` }),
      { active: true, unit: 'u', ward: 'w-3' },
    ],
    [
      10_000,
      'an equality inside all',
      (n) => ({ all: [{ active: true }, { ward: `w-${n}` }] }),
      { active: true, ward: 'w-3' },
    ],
  ])(
    'is the same beside %i subscriptions as beside 10, filed by %s',
    (count, _, documentOf, data) => {
      const few = evaluations(10, documentOf, data);
      expect(few).toBeLessThanOrEqual(4);
      expect(evaluations(count, documentOf, data)).toBeLessThanOrEqual(few * 1.3);
    },
    30_000,
  );

  function readsOf(documents: readonly (object | undefined)[], eventType: string): number {
    const index = new SubscriptionIndex<string>();
    documents.forEach((document, n) => {
      index.set(`w${n}`, ['patient.*'], document && parseFilter(document), 'w');
    });
    let reads = 0;
    const read = () => {
      reads += 1;
      return undefined;
    };
    index.match(eventType, lazySubject(subjectOf(undefined).attributes, read));
    return reads;
  }

  it('has no part for the data where no filter needs it', () => {
    expect(readsOf([undefined, { '@source': 'lab' }, { '@source': { prefix: 'reg' } }], 'patient.created')).toBe(0);
    expect(readsOf([{ amount_min: 1, '@source': { suffix: 'lab' } }], 'patient.created')).toBe(0);
    expect(readsOf([{ department: 'cardiology' }], 'payment.taken')).toBe(0);
  });

  it('has the data read once, though it is not JSON and many filters need it', () => {
    expect(readsOf([{ a: 1 }, { b: 1, a: 2 }, { c_min: 3 }, { not: { a: 1 } }], 'patient.created')).toBe(1);
  });
});
