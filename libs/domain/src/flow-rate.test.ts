import { describe, expect, it } from 'vitest';
import { FlowRate } from './flow-rate.js';

describe('a flow rate', () => {
  it('is zero before anything flowed', () => {
    expect(new FlowRate().perSecond(5_000)).toBe(0);
  });

  it('is that of the busier of the last whole second and the running one', () => {
    const rate = new FlowRate();
    for (let n = 0; n < 7; n++) rate.note(10_000 + n * 100);
    expect(rate.perSecond(10_900)).toBe(7);
    rate.note(11_100);
    expect(rate.perSecond(11_200)).toBe(7);
    expect(rate.perSecond(12_100)).toBe(1);
  });

  it('is zero again when nothing flowed for two seconds', () => {
    const rate = new FlowRate();
    rate.note(10_000);
    expect(rate.perSecond(12_000)).toBe(0);
  });
});
