import { describe, expect, it } from 'vitest';
import { RepeatedRecords } from './repeated.records.js';

const of = (deliveryId: string, handover: number) => ({ deliveryId, handover });
const at = (offset: number, partition = 0) => ({ partition, offset });

describe('handovers that stand in Kafka twice', () => {
  it('are recognised at another place', () => {
    const repeats = new RepeatedRecords(10);
    expect(repeats.isRepeat(of('d', 1), at(5))).toBe(false);
    expect(repeats.isRepeat(of('d', 1), at(6))).toBe(true);
    expect(repeats.isRepeat(of('d', 1), at(5, 1))).toBe(true);
  });

  it('are not the same record read again, nor another handover, nor another delivery', () => {
    const repeats = new RepeatedRecords(10);
    repeats.isRepeat(of('d', 1), at(5));
    expect(repeats.isRepeat(of('d', 1), at(5))).toBe(false);
    expect(repeats.isRepeat(of('d', 2), at(6))).toBe(false);
    expect(repeats.isRepeat(of('e', 1), at(7))).toBe(false);
  });

  it('are recognised wherever they stand once they are concluded', () => {
    const repeats = new RepeatedRecords(10);
    expect(repeats.isRepeat(of('d', 1), at(5))).toBe(false);
    expect(repeats.isConcluded(of('d', 1))).toBe(false);
    repeats.conclude(of('d', 1));
    expect(repeats.isRepeat(of('d', 1), at(5))).toBe(true);
    expect(repeats.isConcluded(of('d', 1))).toBe(true);
    expect(repeats.isConcluded(of('d', 2))).toBe(false);
  });

  it('are remembered for at least so many others as the capacity says, and forgotten after twice as many', () => {
    const repeats = new RepeatedRecords(100);
    repeats.isRepeat(of('first', 1), at(0));
    for (let n = 1; n <= 100; n += 1) repeats.isRepeat(of(`d${n}`, 1), at(n));
    expect(repeats.isRepeat(of('first', 1), at(500))).toBe(true);
    for (let n = 101; n <= 300; n += 1) repeats.isRepeat(of(`d${n}`, 1), at(n));
    expect(repeats.isRepeat(of('first', 1), at(501))).toBe(false);
  });
});
