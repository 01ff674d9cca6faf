import { describe, expect, it } from 'vitest';
import type { Delivery } from '../api/api.types';
import { progressOf } from './recovery.progress';

const ASKED_MS = Date.parse('2026-03-07T10:00:00Z');
const asked = (count: number, before: string[] = []) => ({
  ...{ count, notBeforeMs: ASKED_MS, notAfterMs: ASKED_MS + 1_000, waitingBefore: new Set(before) },
});
const delivery = (id: string, changes: Partial<Delivery> = {}) =>
  ({ id, acceptedAt: '2026-03-07T09:00:00Z', updatedAt: '2026-03-07T10:00:05Z', ...changes }) as Delivery;
const NOTHING = { pending: [], queued: [], dead: [] };

describe('the progress of what was asked for', () => {
  it('counts what waits and is being sent once, though it moved while the lists were read', () => {
    const standing = { ...NOTHING, pending: [delivery('a'), delivery('b')], queued: [delivery('b')] };
    expect(progressOf(asked(5), standing, false)).toEqual({ waiting: 2, failed: 0, delivered: 3, isCutOff: false });
  });

  it('leaves out what waited before and what came in since', () => {
    const later = delivery('c', { acceptedAt: '2026-03-07T10:00:09Z' });
    const standing = { ...NOTHING, pending: [delivery('a'), delivery('b'), later] };
    expect(progressOf(asked(3, ['a']), standing, false)).toMatchObject({ waiting: 1, delivered: 2 });
  });

  it('tells what died again from what had died before', () => {
    const before = delivery('old', { updatedAt: '2026-03-07T09:30:00Z' });
    expect(progressOf(asked(3), { ...NOTHING, dead: [delivery('a'), before] }, false)).toMatchObject({
      ...{ waiting: 0, failed: 1, delivered: 2 },
    });
  });

  it('never adds up to more than was asked for', () => {
    const many = ['a', 'b', 'c'].map((id) => delivery(id));
    expect(progressOf(asked(2), { ...NOTHING, pending: many, dead: many }, true)).toEqual({
      ...{ waiting: 2, failed: 0, delivered: 0, isCutOff: true },
    });
  });
});
