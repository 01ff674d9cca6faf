import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaskQueue } from './task.queue.js';

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 900 }) }) },
  { weight: 3, arbitrary: fc.record({ shift: fc.integer({ min: 1, max: 900 }) }) },
  fc.record({ splice: fc.tuple(fc.nat(500), fc.nat(500)) }),
);

describe('a task queue', () => {
  it('does what an array does, for any sequence of calls', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const queue = new TaskQueue<number>();
        const model: number[] = [];
        let next = 0;
        for (const each of steps) {
          if ('push' in each) {
            for (let i = 0; i < each.push; i += 1, next += 1) {
              queue.push(next);
              model.push(next);
            }
          } else if ('shift' in each) {
            for (let i = 0; i < each.shift; i += 1) expect(queue.shift()).toBe(model.shift());
          } else {
            expect(queue.splice(...each.splice)).toEqual(model.splice(...each.splice));
          }
          expect(queue.length).toBe(model.length);
        }
        expect(queue.items).toEqual(model);
      }),
    );
  });
});
