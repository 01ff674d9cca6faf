import { describe, expect, it } from 'vitest';
import { AUDIT_CHAIN_START, auditHash } from '#domain';
import type { AuditChain, AuditRow } from '#postgres';
import { checkChain } from './audit.chain.js';

const TENANT = 'clinic-a';

function chainOf(length: number): { chain: AuditChain; rows: AuditRow[] } {
  const rows: AuditRow[] = [];
  let hash = AUDIT_CHAIN_START;
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const entry = `{"action":"webhook.update","n":${sequence}}`;
    hash = auditHash(hash, TENANT, sequence, entry);
    rows.push({ sequence, entry, hash });
  }
  return {
    chain: { tenantId: TENANT, sequence: length, hash, prunedSequence: 0, prunedHash: AUDIT_CHAIN_START },
    rows,
  };
}

/** In pages of two. */
const check = (chain: AuditChain, rows: readonly AuditRow[]) =>
  checkChain(chain, async (beyond) => rows.filter(({ sequence }) => sequence > beyond).slice(0, 2));

describe('a chain', () => {
  it('holds as it was written, empty ones included', async () => {
    const { chain, rows } = chainOf(5);
    expect(await check(chain, rows)).toMatchObject({ ok: true, rows: 5, firstBroken: null });
    expect(await check(chainOf(0).chain, [])).toMatchObject({ ok: true, rows: 0 });
  });

  it('holds from where retention left it', async () => {
    const { chain, rows } = chainOf(5);
    const third = rows[2] as AuditRow;
    const kept = { ...chain, prunedSequence: 3, prunedHash: third.hash };
    expect(await check(kept, rows.slice(3))).toMatchObject({ ok: true, rows: 2 });
  });

  it('names the first row that was changed', async () => {
    const { chain, rows } = chainOf(5);
    const changed = rows.map((row) => (row.sequence === 3 ? { ...row, entry: row.entry.replace('3', '4') } : row));
    expect(await check(chain, changed)).toMatchObject({
      ok: false,
      firstBroken: { sequence: 3, reason: 'was changed' },
    });
  });

  it('names the row after one that was changed together with its hash', async () => {
    const { chain, rows } = chainOf(5);
    const second = rows[1] as AuditRow;
    const forged = { sequence: 3, entry: '{}', hash: auditHash(second.hash, TENANT, 3, '{}') };
    const changed = rows.map((row) => (row.sequence === 3 ? forged : row));
    expect(await check(chain, changed)).toMatchObject({ firstBroken: { sequence: 4, reason: 'was changed' } });
  });

  it.each([
    ['in the middle', 3],
    ['at the end', 5],
    ['at the beginning', 1],
  ])('names a row that is missing %s', async (_, missing) => {
    const { chain, rows } = chainOf(5);
    const left = rows.filter(({ sequence }) => sequence !== missing);
    expect(await check(chain, left)).toMatchObject({ firstBroken: { sequence: missing, reason: 'is missing' } });
  });

  it('is broken where its head is another', async () => {
    const { chain, rows } = chainOf(2);
    const verdict = await check({ ...chain, hash: AUDIT_CHAIN_START }, rows);
    expect(verdict).toMatchObject({ ok: false, firstBroken: { reason: 'the head of the chain was changed' } });
  });
});
