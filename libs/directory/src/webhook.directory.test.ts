import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventAttributes } from '#domain';
import type { SecretRow, WebhookRow } from '#postgres';
import { createLogger } from '#telemetry';
import { WebhookDirectory } from './webhook.directory.js';

function row(id: string, changes: Partial<WebhookRow> = {}): WebhookRow {
  return {
    id,
    tenant_id: 'clinic-a',
    url: 'https://receiver.example/hook',
    events: ['patient.*'],
    active: true,
    deleted: false,
    dialect: 'standard',
    filters: null,
    headers: {},
    retry_config: {},
    rate_limit: null,
    ordering: null,
    batch: null,
    payload: 'full',
    redact: null,
    max_concurrency: 64,
    tls_client_certificate: null,
    tls_sealed_client_key: null,
    tls_ca: null,
    revision: '7',
    secrets: [],
    ...changes,
  };
}

function secretRow(sealed: string, validFromMs: number | null = null, validUntilMs: number | null = null): SecretRow {
  return { sealedBase64: Buffer.from(sealed).toString('base64'), validFromMs, validUntilMs };
}

const EVENT: EventAttributes = {
  tenantId: 'clinic-a',
  id: 'e1',
  type: 'patient.created',
  source: '/ris',
  time: '2026-03-07T15:30:00Z',
  contentType: 'application/json',
  extensions: {},
};

let directory: WebhookDirectory;
beforeEach(() => {
  directory = new WebhookDirectory(createLogger('test', 'silent'), {
    revision: 1,
    refresh: async () => undefined,
    refreshTo: async () => undefined,
  });
});

function matched(event: Partial<EventAttributes> = {}, data: unknown = {}): string[] {
  return directory
    .match({ ...EVENT, ...event }, () => data)
    .map(({ id }) => id)
    .sort();
}

describe('matching', () => {
  it('finds the active webhooks of the event’s type', () => {
    directory.apply([], [row('a'), row('b', { events: ['*'] }), row('c', { events: ['patient.created'] })]);
    directory.apply([], [row('d', { events: ['result.ready'] }), row('e', { active: false })]);
    expect(matched()).toEqual(['a', 'b', 'c']);
    expect(matched({ type: 'payment.taken' })).toEqual(['b']);
  });

  it('finds nothing of another tenant', () => {
    directory.apply([], [row('a'), row('b', { tenant_id: 'clinic-b' })]);
    expect(matched({ tenantId: 'clinic-b' })).toEqual(['b']);
    expect(matched({ tenantId: 'nobody' })).toEqual([]);
  });

  it('asks the filter, and reads the data once for all of them', () => {
    directory.apply(
      [],
      [row('a', { filters: { ward: '7' } }), row('b', { filters: { ward: '8' } }), row('c', { filters: { n_min: 5 } })],
    );
    const read = vi.fn(() => ({ ward: '7', n: 6 }));
    expect(
      directory
        .match(EVENT, read)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['a', 'c']);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('does not read the data where no filter needs it', () => {
    directory.apply([], [row('a')]);
    const read = vi.fn();
    directory.match(EVENT, read);
    expect(read).not.toHaveBeenCalled();
  });
});

describe('changes', () => {
  it('replace what was known of a webhook: its types, its filter, its settings', () => {
    directory.apply([], [row('a')]);
    const changed = { events: ['result.*'], filters: { ward: '7' }, max_concurrency: 3, revision: '8' };
    directory.apply([], [row('a', changed)]);
    expect(matched()).toEqual([]);
    expect(matched({ type: 'result.ready' }, { ward: '7' })).toEqual(['a']);
    expect(directory.byId('a')).toMatchObject({ maxConcurrency: 3, revision: 8 });
    expect(directory.size).toBe(1);
  });

  it('make a new object of a webhook, by which its opened secrets are known to be old', () => {
    directory.apply([], [row('a', { secrets: [secretRow('old')] })]);
    const before = directory.byId('a');
    directory.apply([], [row('a', { secrets: [secretRow('new', 10), secretRow('old', null, 20)] })]);
    expect(directory.byId('a')).not.toBe(before);
    expect(directory.byId('a')?.secrets).toEqual([
      { sealed: Buffer.from('new'), validFromMs: 10, validUntilMs: undefined },
      { sealed: Buffer.from('old'), validFromMs: undefined, validUntilMs: 20 },
    ]);
  });

  it('take a disabled webhook out of routing, not out of sight', () => {
    directory.apply([], [row('a')]);
    directory.apply([], [row('a', { active: false })]);
    expect(matched()).toEqual([]);
    expect(directory.byId('a')?.active).toBe(false);
    directory.apply([], [row('a')]);
    expect(matched()).toEqual(['a']);
  });

  it('remove a deleted webhook altogether', () => {
    directory.apply([], [row('a')]);
    directory.apply([], [row('a', { deleted: true })]);
    expect(matched()).toEqual([]);
    expect(directory.byId('a')).toBeUndefined();
  });

  it.each([
    ['a filter', { filters: { a: { nonsense: 1 } } }],
    ['a dialect', { dialect: 'of-tomorrow' }],
  ])('that hold %s which this version does not understand harm no other webhook', (_name, unknown) => {
    directory.apply([], [row('a', unknown), row('b')]);
    expect(matched()).toEqual(['b']);
    expect(directory.byId('a')).toBeDefined();
  });

  it('never leave the old filter in force where the new one is not understood', () => {
    directory.apply([], [row('a')]);
    directory.apply([], [row('a', { filters: { a: { nonsense: 1 } } })]);
    expect(matched()).toEqual([]);
  });
});

describe('a batch', () => {
  const batch = { maxEvents: 10, maxWaitMs: 500 };

  it('is known of a webhook whose dialect has a form for it', () => {
    directory.apply([], [row('a', { batch, dialect: 'cloudevents' })]);
    expect(directory.byId('a')?.batch).toEqual(batch);
  });

  it.each([
    ['a dialect without that form', { dialect: 'standard' }],
    ['a dialect that this version does not know', { dialect: 'of-tomorrow' }],
    ['an order', { dialect: 'cloudevents', ordering: 'subject' as const }],
  ])('does not hold beside %s, which another version of the API has saved', (_what, other) => {
    directory.apply([], [row('a', { batch, ...other })]);
    expect(directory.byId('a')).not.toHaveProperty('batch');
  });
});

it('knows the tenants it was told of, also those without a webhook', () => {
  directory.apply([{ id: 'clinic-a' }], []);
  directory.apply([{ id: 'clinic-b' }], [row('c', { tenant_id: 'clinic-c' })]);
  expect(['clinic-a', 'clinic-b', 'clinic-c'].map((id) => directory.hasTenant(id))).toEqual([true, true, false]);
});

it('is refreshed by whoever feeds it', async () => {
  const sync = { revision: 7, refresh: vi.fn(async () => undefined), refreshTo: vi.fn(async () => undefined) };
  const fed = new WebhookDirectory(createLogger('test', 'silent'), sync);
  await fed.refresh();
  await fed.refreshTo(6, 50);
  expect(sync.refresh).toHaveBeenCalledTimes(1);
  expect(sync.refreshTo).toHaveBeenCalledExactlyOnceWith(6, 50);
  expect(fed.revision).toBe(7);
});
