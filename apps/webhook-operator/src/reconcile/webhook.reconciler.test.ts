import { describe, expect, it } from 'vitest';
import { createLogger, Registry } from '#telemetry';
import { CarehookRefused, CarehookUnreachable } from '../carehook/carehook.errors.js';
import { KubeRefused, KubeUnreachable, SecretMissing } from '../kubernetes/kube.errors.js';
import type { WebhookResources } from '../kubernetes/webhook.resources.js';
import { OperatorMetrics } from '../operator.metrics.js';
import { resourceWith } from '../resource/webhook.resource.fixture.js';
import type { ObjectMeta, WebhookResource, WebhookSpec, WebhookStatus } from '../resource/webhook.resource.js';
import type { ResourceSecrets } from './resource.secrets.js';
import { WebhookReconciler } from './webhook.reconciler.js';
import type { SyncResult, WebhookSync } from './webhook.sync.js';

const KEY = 'team-a/results';
const RESYNC_MS = 600_000;
const NEVER = Number.POSITIVE_INFINITY;
const SYNCED: SyncResult = {
  findings: { reason: 'Synced', message: 'x', activity: { active: true, disabledReason: null } },
  known: { webhookId: 'w1', tenantId: 't', syncedGeneration: 1 },
  actions: [],
};

/** A reconciler between a Kubernetes and a Carehook that the test sets. `did` is what it asked of either. */
function world(first: WebhookResource | undefined) {
  const did: string[] = [];
  const state = {
    resource: first,
    apiKey: async () => 'chk_key',
    bring: async (): Promise<SyncResult> => SYNCED,
    remove: async () => {},
    find: async () => state.resource,
  };
  const resources = {
    find: () => state.find(),
    setFinalizers: async (resource: WebhookResource, finalizers: string[]) => {
      did.push(`finalizers ${finalizers.join()}`);
      return resource;
    },
    patchStatus: async (_key: string, status: WebhookStatus) => {
      const reason = status.conditions?.find(({ type }) => type === 'Synced')?.reason;
      did.push(`status ${reason}`);
      // A merge: what is null goes.
      const merged = Object.entries({ ...state.resource?.status, ...status }).filter(([, value]) => value !== null);
      if (state.resource) state.resource = { ...state.resource, status: Object.fromEntries(merged) };
    },
  };
  const sync = {
    bring: () => state.bring(),
    remove: async (_resource: WebhookResource, apiKey: string) => {
      await state.remove();
      did.push(`remove by ${apiKey}`);
    },
  };
  const reconciler = new WebhookReconciler(
    resources as unknown as WebhookResources,
    { apiKey: () => state.apiKey() } as unknown as ResourceSecrets,
    sync as unknown as WebhookSync,
    new OperatorMetrics(new Registry()),
    createLogger('test', 'silent'),
    RESYNC_MS,
  );
  return { did, state, next: () => reconciler.reconcile(KEY) };
}

const missing = () => Promise.reject(new SecretMissing('carehook', 'apiKeySecretRef', 'is not there'));

describe('a resource that is kept', () => {
  it('is held by the finalizer before anything is created, and is looked at again after the resync', async () => {
    const { did, next } = world(resourceWith({}, undefined, { finalizers: ['else'] }));
    const dueMs = Number(await next());
    expect(did).toEqual(['finalizers else,carehook.example/webhook', 'status Synced']);
    expect(dueMs).toBeGreaterThan(RESYNC_MS * 0.8);
    expect(dueMs).toBeLessThanOrEqual(RESYNC_MS);
  });

  it('has its status written only where that says something new', async () => {
    const { did, next } = world(resourceWith());
    await next();
    await next();
    expect(did).toEqual(['status Synced']);
  });

  it('keeps the id of its webhook while Carehook is away, and is tried again soon', async () => {
    const { state, next } = world(resourceWith());
    await next();
    state.bring = () => Promise.reject(new CarehookUnreachable('http://api', 'ECONNREFUSED'));
    expect(await next()).toBe('again');
    expect(state.resource?.status).toMatchObject({ webhookId: 'w1', conditions: [{ reason: 'Unavailable' }, {}] });
  });

  it('waits for a change where Carehook refuses it', async () => {
    const { state, next } = world(resourceWith());
    state.bring = () => Promise.reject(new CarehookRefused(400, 'VALIDATION_FAILED', 'no', []));
    expect(Number(await next())).toBeGreaterThan(RESYNC_MS * 0.8);
  });

  it('is tried again, and nothing is written, where Kubernetes does not answer or another was first', async () => {
    const { did, state, next } = world(resourceWith());
    for (const error of [new KubeUnreachable('away'), new KubeRefused(409, 'Conflict', 'changed')]) {
      state.bring = () => Promise.reject(error);
      expect(await next()).toBe('again');
    }
    state.find = () => Promise.reject(new KubeUnreachable('away'));
    expect(await next()).toBe('again');
    expect(did).toEqual([]);
  });

  it('that is gone is never looked at again', async () => {
    expect(await world(undefined).next()).toBe(NEVER);
  });
});

describe('a resource that is deleted', () => {
  const deleted = (spec: Partial<WebhookSpec>, status?: WebhookStatus, metadata: Partial<ObjectMeta> = {}) =>
    world(resourceWith(spec, status, { deletionTimestamp: '2026-01-01T00:00:00Z', ...metadata }));
  const status: WebhookStatus = { webhookId: 'w1' };

  it('goes after its webhook', async () => {
    const { did, next } = deleted({}, status);
    expect(await next()).toBe(NEVER);
    expect(did).toEqual(['remove by chk_key', 'finalizers ']);
  });

  it('goes at once where its webhook is to stay, or nothing was ever created, whatever became of its key', async () => {
    for (const { did, state, next } of [deleted({ deletionPolicy: 'Retain' }, status), deleted({}, {})]) {
      state.apiKey = missing;
      await next();
      expect(did).toEqual(['finalizers ']);
    }
  });

  it('stays while its webhook cannot be deleted, and says why', async () => {
    const { did, state, next } = deleted({}, status);
    state.remove = () => Promise.reject(new CarehookRefused(401, 'UNAUTHENTICATED', 'no key', []));
    expect(await next()).toBe('again');
    expect(did).toEqual(['status Unauthorized']);
  });

  it('is ended with the key that was used last where its Secret is gone', async () => {
    const { did, state, next } = world(resourceWith());
    await next();
    state.apiKey = missing;
    state.resource = resourceWith({}, status, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    await next();
    expect(did).toEqual(['status Synced', 'remove by chk_key', 'finalizers ']);
    const restarted = deleted({}, status);
    restarted.state.apiKey = missing;
    expect(await restarted.next()).toBe('again');
    expect(restarted.did).toEqual(['status SecretMissing']);
  });

  it('waits for a creation that may be under way', async () => {
    const { did, next } = deleted({}, { creatingSince: new Date().toISOString() });
    expect(Number(await next())).toBeGreaterThan(50_000);
    expect(did).toEqual([]);
  });

  it('is left alone where others hold it', async () => {
    const { did, next } = deleted({}, status, { finalizers: ['else'] });
    expect(await next()).toBe(NEVER);
    expect(did).toEqual([]);
  });
});
