import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SubjectOrder } from './subject.order.js';

interface Task {
  readonly meta: {
    readonly webhookId: string;
    readonly handover: number;
    readonly order: { readonly key: string; readonly sequence: number };
  };
  readonly record: { readonly partition: number };
}

const task = (key: string, sequence: number, handover = 1, partition = 0): Task => ({
  meta: { webhookId: 'w', handover, order: { key, sequence } },
  record: { partition },
});
const later = { status: 'pending', atMs: 1 } as const;
const delivered = { status: 'delivered' } as const;

/** An order whose webhook is known to have these subjects waiting. */
async function orderWith(held: Record<string, number> = {}) {
  const proceeded: Task[] = [];
  const order = new SubjectOrder<Task>({
    load: () => Promise.resolve(new Map(Object.entries(held))),
    proceed: (each) => proceeded.push(each),
  });
  order.take(task('opening', 0));
  await Promise.resolve();
  proceeded.length = 0;
  return { order, proceeded };
}

describe('the order of a subject', () => {
  it('waits for what PostgreSQL knows, and then goes on in the order of arrival', async () => {
    const proceeded: Task[] = [];
    let answer: (held: ReadonlyMap<string, number>) => void = () => undefined;
    const order = new SubjectOrder<Task>({
      load: () => new Promise((resolve) => (answer = resolve)),
      proceed: (each) => proceeded.push(each),
    });
    const [first, second] = [task('a', 1), task('a', 2)];
    order.take(first);
    order.take(second);
    expect(proceeded).toEqual([]);
    answer(new Map([['a', 0]]));
    await Promise.resolve();
    expect(proceeded).toEqual([first, second]);
    expect(order.isHeld(first.meta)).toBe(true);
  });

  it('is held from the first delivery that is put off until the last one is final', async () => {
    const { order } = await orderWith();
    expect(order.isHeld(task('a', 1).meta)).toBe(false);
    order.note(task('a', 1).meta, later);
    expect(order.isHeld(task('a', 2).meta)).toBe(true);
    order.note(task('a', 2).meta, later);
    order.note(task('a', 1, 2).meta, delivered);
    expect(order.isHeld(task('a', 3).meta)).toBe(true);
    order.note(task('a', 2, 2).meta, { status: 'dead' });
    expect(order.isHeld(task('a', 3).meta)).toBe(false);
  });

  it('holds up no other subject, and nothing that comes back', async () => {
    const { order } = await orderWith({ a: 5 });
    expect(order.isHeld(task('b', 6).meta)).toBe(false);
    expect(order.isHeld(task('a', 5, 2).meta)).toBe(false);
  });

  it('is asked for again once another worker had the partition', async () => {
    const { order } = await orderWith({ a: 5 });
    order.forget(new Set([1]));
    expect(order.isHeld(task('a', 6).meta)).toBe(true);
    order.forget(new Set([0]));
    expect(order.isHeld(task('a', 6).meta)).toBe(false);
  });

  it('lets no delivery pass an earlier one that is not final, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (results) => {
        const { order } = await orderWith();
        const waiting: number[] = [];
        const final: number[] = [];
        const attempt = (sequence: number, handover: number, succeeds: boolean) => {
          order.note(task('a', sequence, handover).meta, succeeds ? delivered : later);
          if (succeeds) final.push(sequence);
          else waiting.unshift(sequence);
        };
        const fate = results.values();
        for (let sequence = 1; sequence <= 10; sequence += 1) {
          if (order.isHeld(task('a', sequence).meta)) {
            order.note(task('a', sequence).meta, later);
            waiting.push(sequence);
          } else {
            expect(waiting).toEqual([]);
            attempt(sequence, 1, fate.next().value ?? true);
          }
          const head = fate.next().value ? waiting.shift() : undefined;
          if (head !== undefined) attempt(head, 2, fate.next().value ?? true);
        }
        for (let head = waiting.shift(); head !== undefined; head = waiting.shift()) attempt(head, 3, true);
        expect(final).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        expect(order.isHeld(task('a', 11).meta)).toBe(false);
      }),
    );
  });
});
