import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deliveryId,
  eventIdOfKey,
  eventKey,
  eventUid,
  isUuid,
  newEventId,
  newId,
  uuidFloor,
  uuidTimeMs,
} from './ids.js';

const AT_MS = Date.UTC(2026, 2, 7, 15, 30, 0, 123);
const UUIDV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const timeMs = fc.integer({ min: 0, max: 2 ** 48 - 1 });

it('a time that an id has no room for is refused', () => {
  for (const ms of [-1, 2 ** 48, Number.NaN]) expect(() => uuidFloor(ms)).toThrow(RangeError);
  expect(uuidFloor(2 ** 48 - 1)).toBe('ffffffff-ffff-0000-0000-000000000000');
});

describe('ids made from a record', () => {
  it('are equal for equal input', () => {
    expect(eventUid(AT_MS, 'clinic-a', '/ris', 'e1')).toBe(eventUid(AT_MS, 'clinic-a', '/ris', 'e1'));
    expect(deliveryId(AT_MS, 'u', 'w')).toBe(deliveryId(AT_MS, 'u', 'w'));
    expect(eventKey('clinic-a', '/ris', 'e1')).toBe(eventKey('clinic-a', '/ris', 'e1'));
  });

  it('stay what they are: rows and receivers know them', () => {
    expect(eventUid(AT_MS, 'clinic-a', '/ris', 'e1')).toBe('019cc8eb-753b-7440-b897-a6e198c17f6a');
  });

  it('differ by every part of their input', () => {
    const uids = [
      eventUid(AT_MS, 'clinic-a', '/ris', 'e1'),
      eventUid(AT_MS + 1, 'clinic-a', '/ris', 'e1'),
      eventUid(AT_MS, 'clinic-b', '/ris', 'e1'),
      eventUid(AT_MS, 'clinic-a', '/lis', 'e1'),
      eventUid(AT_MS, 'clinic-a', '/ris', 'e2'),
    ];
    const deliveries = [
      deliveryId(AT_MS, 'u', 'w'),
      deliveryId(AT_MS, 'v', 'w'),
      deliveryId(AT_MS, 'u', 'x'),
      deliveryId(AT_MS, 'u', 'w', 'replay'),
    ];
    expect(new Set([...uids, ...deliveries]).size).toBe(9);
  });

  it('are not confused by where one part ends and the next begins', () => {
    expect(eventUid(AT_MS, 'a', 'bc', 'd')).not.toBe(eventUid(AT_MS, 'ab', 'c', 'd'));
    expect(eventKey('a', '1:b', 'c')).not.toBe(eventKey('a', '1', ':bc'));
  });

  it('are valid UUIDv7 that carry their time', () => {
    fc.assert(
      fc.property(timeMs, fc.string(), fc.string(), fc.string(), (ms, tenant, source, id) => {
        const uid = eventUid(ms, tenant, source, id);
        expect(uid).toMatch(UUIDV7);
        expect(isUuid(uid)).toBe(true);
        expect(uuidTimeMs(uid)).toBe(ms);
      }),
    );
  });

  it('sort by time', () => {
    fc.assert(
      fc.property(timeMs, timeMs, fc.string(), fc.string(), (a, b, idA, idB) => {
        fc.pre(a !== b);
        const before = eventUid(a, 't', 's', idA) < eventUid(b, 't', 's', idB);
        expect(before).toBe(a < b);
      }),
    );
  });
});

describe('uuidFloor', () => {
  it('is the lowest of its moment: above all before it, below all of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), fc.string(), (ms, id) => {
        expect(uuidFloor(ms) <= eventUid(ms, 't', 's', id)).toBe(true);
        expect(uuidFloor(ms) > eventUid(ms - 1, 't', 's', id)).toBe(true);
        expect(uuidTimeMs(uuidFloor(ms))).toBe(ms);
      }),
    );
  });

  it('is a UUID of zeros at the beginning of time', () => {
    expect(uuidFloor(0)).toBe('00000000-0000-0000-0000-000000000000');
  });
});

describe('ids for things that people make', () => {
  it('are UUIDv7 of the moment, never twice the same', () => {
    expect(newId(AT_MS)).toMatch(UUIDV7);
    expect(uuidTimeMs(newId(AT_MS))).toBe(AT_MS);
    expect(newId(AT_MS)).not.toBe(newId(AT_MS));
  });

  it('are marked as an event’s where a producer gave none', () => {
    expect(newEventId(AT_MS)).toMatch(/^evt_[0-9a-f]{32}$/);
  });
});

describe('isUuid', () => {
  it.each(['018c2503-0000-7000-8000-00000000a001', '018C2503-0000-7000-8000-00000000A001'])('takes %s', (text) => {
    expect(isUuid(text)).toBe(true);
  });

  it.each(['', 'x', '018c2503-0000-7000-8000-00000000a00', '018c250300007000800000000000a001', '{018c2503}'])(
    'refuses "%s"',
    (text) => {
      expect(isUuid(text)).toBe(false);
    },
  );
});

describe('the id of an event of a request with an Idempotency-Key', () => {
  it('is the same whenever the request comes again, and claims to hold no time', () => {
    expect(eventIdOfKey('clinic-a', 'k1', 0)).toBe(eventIdOfKey('clinic-a', 'k1', 0));
    expect(eventIdOfKey('clinic-a', 'k1', 0)).toMatch(/^key_[0-9a-f]{32}$/);
  });

  it('is another for another tenant, key or place', () => {
    const ids = [
      eventIdOfKey('clinic-a', 'k1', 0),
      eventIdOfKey('clinic-b', 'k1', 0),
      eventIdOfKey('clinic-a', 'k2', 0),
      eventIdOfKey('clinic-a', 'k1', 1),
      eventIdOfKey('clinic-a', 'k', 10),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
