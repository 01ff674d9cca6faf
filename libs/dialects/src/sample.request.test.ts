import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DialectFixture, lowerCased, membersOf } from './dialect.fixture.js';
import { DIALECTS } from './registry.js';
import { type SampleEvent, sampleRequest } from './sample.request.js';

const SAMPLE: SampleEvent = {
  type: 'bed.freed',
  data: { ward: '7', since: 1.5 },
  tenantId: 'clinic-a',
  eventUid: '018c2503-0000-7000-8000-00000000e001',
  eventId: 'evt_1234567890',
  deliveryId: '018c2503-0000-7000-8000-00000000d001',
  webhookId: '018c2503-0000-7000-8000-00000000a001',
  atMs: Date.UTC(2026, 0, 15, 10, 30),
};

// Receivers that refuse old requests look at the clock.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: SAMPLE.atMs }));
afterAll(() => void vi.useRealTimers());

describe.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))('a sample of %s', (name, dialect) => {
  it('is accepted by the receivers that the product documents, with the secret that it tells', async () => {
    const { fixture } = (await import(`./${name}/${name}.fixture.ts`)) as { fixture: DialectFixture };
    const { secret, headers, body } = sampleRequest(dialect, SAMPLE);
    expect(dialect.secretProblem(secret)).toBeUndefined();
    for (const accepts of Object.values(fixture.receivers)) {
      expect(accepts(lowerCased(headers), body, secret)).toBe(true);
    }
    expect(fixture.dataIn(membersOf(fixture, { headers, body }))).toEqual(SAMPLE.data);
    expect(JSON.stringify(headers) + body.toString()).toContain('bed.freed');
  });

  it('is the same whenever it is made', () => {
    expect(sampleRequest(dialect, SAMPLE)).toEqual(sampleRequest(dialect, SAMPLE));
  });
});
