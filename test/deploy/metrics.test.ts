import { describe, expect, it } from 'vitest';
import { documentedMetrics, registeredMetrics } from './metric.names.js';

describe('docs/metrics.md', () => {
  it('names every metric that the code registers, and no other', () => {
    expect([...documentedMetrics().keys()].sort()).toEqual([...registeredMetrics()].sort());
  });

  it('calls what ends in _total a counter and nothing else, and gives only labels with few values', () => {
    const bounded = ['reason', 'result', 'code', 'recorder', 'kind', 'group', 'topic'];
    for (const [name, { kind, labels }] of documentedMetrics()) {
      expect(kind === 'counter', name).toBe(name.endsWith('_total'));
      expect(bounded, name).toEqual(expect.arrayContaining([...labels]));
    }
  });
});
