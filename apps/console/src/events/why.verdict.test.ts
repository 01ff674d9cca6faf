import { describe, expect, it } from 'vitest';
import { verdictOf } from './why.verdict';

const EVENT = { acceptedAt: '2026-03-07T10:00:00Z' };
const WEBHOOK = { createdAt: '2026-03-01T00:00:00Z', updatedAt: '2026-03-01T00:00:00Z' };
const WANTED = { active: true, typeMatched: true, matched: true };
const LATER_MS = Date.parse('2026-03-07T11:00:00Z');

describe('why an event did not arrive', () => {
  it('is that the webhook does not want it', () => {
    const { findings, conclusion } = verdictOf(EVENT, WEBHOOK, { ...WANTED, matched: false }, undefined, LATER_MS);
    expect(conclusion).toBe('unwanted');
    expect(findings.filter(({ isGood }) => !isGood).map(({ what }) => what)).toEqual(['filters']);
  });

  it('is that the webhook was made or changed later, where it would want it now', () => {
    const made = { ...WEBHOOK, createdAt: '2026-03-07T10:30:00Z' };
    expect(verdictOf(EVENT, made, WANTED, undefined, LATER_MS)).toMatchObject({ conclusion: 'missed' });
    expect(verdictOf(EVENT, made, WANTED, undefined, LATER_MS).findings.at(-1)?.what).toBe('made');
    const changed = { ...WEBHOOK, updatedAt: '2026-03-07T10:30:00Z' };
    expect(verdictOf(EVENT, changed, WANTED, undefined, LATER_MS).findings.at(-1)?.what).toBe('changed');
  });

  it('is in the delivery where there is one', () => {
    const conclusions = (['delivered', 'queued', 'dead'] as const).map(
      (status) => verdictOf(EVENT, WEBHOOK, { ...WANTED, matched: false }, { status }, LATER_MS).conclusion,
    );
    expect(conclusions).toEqual(['delivered', 'underWay', 'ended']);
  });

  it('is nothing yet for one that only just came in', () => {
    expect(verdictOf(EVENT, WEBHOOK, WANTED, undefined, Date.parse(EVENT.acceptedAt) + 500).conclusion).toBe('soon');
  });
});
