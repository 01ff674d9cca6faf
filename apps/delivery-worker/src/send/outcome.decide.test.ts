import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dialect, dialectNamed } from '#dialects';
import type { DeliveryMeta, Webhook } from '#domain';
import type { AttemptResult } from './http.sender.js';
import { attemptOutcome, cancelledOutcome, deferredOutcome, sharedResult } from './outcome.decide.js';

const HOUR_MS = 3_600_000;
const ACCEPTED_MS = Date.UTC(2026, 2, 7, 15, 30, 0);
const ENDED_MS = ACCEPTED_MS + 2_000;
const DELAYS_MS = [5_000, 60_000, 2 * HOUR_MS];

/** Exact waits that a reader can follow, and a day until a delivery is given up. */
const DIALECT: Dialect = {
  ...dialectNamed('standard'),
  retryDelaysMs: () => DELAYS_MS,
  jitterRatio: 0,
  maxAgeMs: () => 24 * HOUR_MS,
};

const WEBHOOK: Webhook = {
  id: '018c2503-0000-7000-8000-00000000a001',
  tenantId: 'clinic-a',
  url: 'https://receiver.example/hook',
  events: ['*'],
  active: true,
  dialect: 'standard',
  headers: {},
  retryConfig: {},
  maxConcurrency: 64,
  secrets: [],
  revision: 1,
};

const META: DeliveryMeta = {
  deliveryId: '018c2503-0000-7000-8000-00000000d001',
  webhookId: WEBHOOK.id,
  attempt: 1,
  handover: 1,
  reason: 'first',
  dataInline: true,
  event: {
    uid: '018c2503-0000-7000-8000-00000000e001',
    acceptedAtMs: ACCEPTED_MS,
    tenantId: 'clinic-a',
    id: 'evt_1',
    type: 'patient.created',
    source: '/clinic-a',
    subject: 'patient-123',
    time: '2026-03-07T15:30:00Z',
    contentType: 'application/json',
    extensions: {},
  },
};

const FAILED: AttemptResult = { code: 'http_status', statusCode: 500, durationMs: 120, error: 'answered 500' };

function outcomeOf(result: AttemptResult, meta: Partial<DeliveryMeta> = {}, dialect = DIALECT, endedAtMs = ENDED_MS) {
  const attempt = { startedAtMs: endedAtMs - 120, endedAtMs, random: 0 };
  return attemptOutcome({ ...META, ...meta }, WEBHOOK, dialect, attempt, result);
}

describe('the outcome of an attempt', () => {
  it('of 2xx is a delivery', () => {
    expect(outcomeOf({ code: 'ok', statusCode: 200, durationMs: 120 })).toEqual({
      deliveryId: META.deliveryId,
      webhookId: WEBHOOK.id,
      tenantId: 'clinic-a',
      eventUid: META.event.uid,
      eventType: 'patient.created',
      reason: 'first',
      attempt: 1,
      handover: 1,
      result: 'succeeded',
      code: 'ok',
      statusCode: 200,
      next: { status: 'delivered' },
      acceptedAtMs: ACCEPTED_MS,
      expiresAtMs: ACCEPTED_MS + 24 * HOUR_MS,
      startedAtMs: ENDED_MS - 120,
      durationMs: 120,
    });
  });

  it.each([
    [1, 5_000],
    [2, 60_000],
    [3, 2 * HOUR_MS],
  ])('that failed for the %i. time waits as the dialect says, from its end', (attempt, delayMs) => {
    expect(outcomeOf(FAILED, { attempt })).toMatchObject({
      result: 'failed',
      code: 'http_status',
      next: { status: 'pending', atMs: ENDED_MS + delayMs },
    });
  });

  it('is the end when the attempts are exhausted', () => {
    expect(outcomeOf(FAILED, { attempt: 4 }).next).toEqual({ status: 'dead' });
  });

  it('is the end when the next attempt would come too late', () => {
    const lateMs = ACCEPTED_MS + 24 * HOUR_MS - 5_000;
    expect(outcomeOf(FAILED, {}, DIALECT, lateMs).next.status).toBe('pending');
    expect(outcomeOf(FAILED, {}, DIALECT, lateMs + 1).next).toEqual({ status: 'dead' });
  });

  it('of what was asked for by hand counts its age from then', () => {
    const askedAtMs = ACCEPTED_MS + 90 * 24 * HOUR_MS;
    const outcome = outcomeOf(FAILED, { askedAtMs, attempt: 2, reason: 'retry' }, DIALECT, askedAtMs + 2_000);
    expect(outcome).toMatchObject({
      acceptedAtMs: ACCEPTED_MS,
      expiresAtMs: askedAtMs + 24 * HOUR_MS,
      next: { status: 'pending', atMs: askedAtMs + 62_000 },
    });
  });

  it('of 410 is the end at once', () => {
    expect(outcomeOf({ ...FAILED, code: 'gone', statusCode: 410 }).next).toEqual({ status: 'dead' });
  });

  it('of a test is the end, whatever it was', () => {
    expect(outcomeOf(FAILED, { reason: 'test' }).next).toEqual({ status: 'dead' });
  });

  it.each(['retry', 'replay'] as const)('of a %s is followed by retries as well', (reason) => {
    expect(outcomeOf(FAILED, { reason }).next.status).toBe('pending');
  });

  it('never holds anything of the event but its id and type', () => {
    expect(JSON.stringify(outcomeOf(FAILED))).not.toContain('patient-123');
  });
});

describe('Retry-After', () => {
  const asked = (statusCode: number, retryAfterMs: number, attempt = 1) =>
    outcomeOf({ ...FAILED, statusCode, retryAfterMs }, { attempt });

  it.each([429, 503])('of a %i is waited for', (status) => {
    expect(asked(status, 90_000).next).toEqual({ status: 'pending', atMs: ENDED_MS + 90_000 });
  });

  it('is waited for an hour at most', () => {
    expect(asked(429, 5 * HOUR_MS).next).toEqual({ status: 'pending', atMs: ENDED_MS + HOUR_MS });
  });

  it('never shortens the wait', () => {
    expect(asked(503, 1_000).next).toEqual({ status: 'pending', atMs: ENDED_MS + 5_000 });
    expect(asked(503, 5 * HOUR_MS, 3).next).toEqual({ status: 'pending', atMs: ENDED_MS + 2 * HOUR_MS });
  });

  it('of any other status counts for nothing', () => {
    expect(asked(500, 90_000).next).toEqual({ status: 'pending', atMs: ENDED_MS + 5_000 });
  });

  it('gives no further attempt', () => {
    expect(asked(429, 90_000, 4).next).toEqual({ status: 'dead' });
  });

  it('is not part of the outcome', () => {
    expect(asked(429, 90_000)).not.toHaveProperty('retryAfterMs');
  });
});

it('makes no retry earlier than its schedule or later than its expiry', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(429, 500, 503),
      fc.option(fc.nat(10 * HOUR_MS), { nil: undefined }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.nat(25 * HOUR_MS),
      (attempt, statusCode, retryAfterMs, random, ageMs) => {
        const endedAtMs = ACCEPTED_MS + ageMs;
        const { next, expiresAtMs } = attemptOutcome(
          { ...META, attempt },
          WEBHOOK,
          { ...DIALECT, jitterRatio: 0.1 },
          { startedAtMs: endedAtMs, endedAtMs, random },
          { ...FAILED, statusCode, ...(retryAfterMs !== undefined && { retryAfterMs }) },
        );
        if (next.status !== 'pending') return next.status === 'dead';
        return next.atMs >= endedAtMs + (DELAYS_MS[attempt - 1] ?? Number.NaN) && next.atMs <= expiresAtMs;
      },
    ),
  );
});

describe('a deferral', () => {
  it('waits until its time, keeps its attempt, and is no attempt', () => {
    const outcome = deferredOutcome({ ...META, attempt: 2 }, WEBHOOK, DIALECT, 'lane_full', ENDED_MS + 1_000);
    expect(outcome).toMatchObject({
      result: 'deferred',
      code: 'lane_full',
      attempt: 2,
      next: { status: 'pending', atMs: ENDED_MS + 1_000 },
    });
    expect(outcome).not.toHaveProperty('startedAtMs');
  });

  it('is the end where its time is after the expiry', () => {
    const expiresAtMs = ACCEPTED_MS + 24 * HOUR_MS;
    const next = (atMs: number) => deferredOutcome(META, WEBHOOK, DIALECT, 'expired', atMs).next;
    expect(next(expiresAtMs)).toEqual({ status: 'pending', atMs: expiresAtMs });
    expect(next(expiresAtMs + 1)).toEqual({ status: 'dead' });
  });

  it('of a test is the end: somebody waits for its answer', () => {
    const outcome = deferredOutcome({ ...META, reason: 'test' }, WEBHOOK, DIALECT, 'lane_open', ENDED_MS);
    expect(outcome.next).toEqual({ status: 'dead' });
  });
});

it('cancels a delivery whose webhook was deleted, in the event’s tenant', () => {
  expect(cancelledOutcome(META)).toMatchObject({
    result: 'cancelled',
    code: 'webhook_deleted',
    tenantId: 'clinic-a',
    next: { status: 'cancelled' },
  });
});

describe('the result of a shared request', () => {
  it('is kept by each delivery with its share of the answer, all together no more than one keeps', () => {
    const result = { ...FAILED, responseBody: 'x'.repeat(10_240) };
    const shared = sharedResult(result, 100);
    expect(shared).toEqual({ ...FAILED, responseBody: 'x'.repeat(102) });
    expect(sharedResult({ ...result, responseBody: 'short' }, 100).responseBody).toBe('short');
    expect(sharedResult(FAILED, 2)).toEqual(FAILED);
  });
});
