import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '#telemetry';
import { KubeRefused, SecretMissing } from '../kubernetes/kube.errors.js';
import type { WebhookResources } from '../kubernetes/webhook.resources.js';
import type { OperatorMetrics } from '../operator.metrics.js';
import { conditionsFor, type Findings } from '../resource/conditions.js';
import {
  FINALIZER,
  keyOf,
  type ResourceKey,
  type WebhookResource,
  type WebhookStatus,
} from '../resource/webhook.resource.js';
import { claimedForMs } from './creation.claim.js';
import { findingsOf, isSettled } from './failure.findings.js';
import type { ResourceSecrets } from './resource.secrets.js';
import type { SyncResult, WebhookSync } from './webhook.sync.js';

/** When a resource is to be looked at again: see `KeyQueue`. */
type Next = number | 'again';

const NEVER = Number.POSITIVE_INFINITY;
/** Resources of one start do not come together for ever. */
const JITTER = 0.1;

/** Looks at one resource and makes what it says true: reads it anew, acts, and writes down what came of it. */
export class WebhookReconciler {
  /** By uid: a namespace that is deleted may lose its Secret before its webhooks. */
  private readonly lastApiKeys = new Map<string, string>();

  constructor(
    private readonly resources: WebhookResources,
    private readonly secrets: ResourceSecrets,
    private readonly sync: WebhookSync,
    private readonly metrics: OperatorMetrics,
    private readonly logger: Logger,
    private readonly resyncMs: number,
  ) {}

  /** Never rejects. */
  async reconcile(key: ResourceKey): Promise<Next> {
    const startedMs = Date.now();
    const seconds = () => (Date.now() - startedMs) / 1_000;
    try {
      const resource = await this.resources.find(key);
      if (!resource) return NEVER;
      return resource.metadata.deletionTimestamp === undefined
        ? await this.keep(resource, seconds)
        : await this.end(resource, seconds);
    } catch (error) {
      this.metrics.failed(seconds());
      // Somebody changed it meanwhile: it is read again.
      const isConflict = error instanceof KubeRefused && error.status === 409;
      if (!isConflict) this.logger.warn({ err: error, webhook: key }, 'a resource was not looked at; trying again');
      return 'again';
    }
  }

  private async keep(read: WebhookResource, seconds: () => number): Promise<Next> {
    const resource = await this.withFinalizer(read);
    const { findings, known, actions } = await this.outcome(resource);
    await this.writeStatus(resource, findings, known);
    const key = keyOf(resource.metadata);
    this.metrics.reconciled(key, findings.reason, actions.length > 0, seconds());
    if (actions.length > 0) this.logger.info({ webhook: key, did: actions.map(({ kind }) => kind) }, 'brought in line');
    const [first] = actions;
    if (first?.kind === 'wait') return first.ms;
    return isSettled(findings.reason) ? this.resyncMs * (1 - JITTER * Math.random()) : 'again';
  }

  private async outcome(resource: WebhookResource): Promise<SyncResult> {
    try {
      const apiKey = await this.secrets.apiKey(resource);
      this.lastApiKeys.set(resource.metadata.uid, apiKey);
      return await this.sync.bring(resource, apiKey);
    } catch (error) {
      return { findings: this.explained(error, resource), known: {}, actions: [] };
    }
  }

  private async end(resource: WebhookResource, seconds: () => number): Promise<Next> {
    const { metadata, spec, status } = resource;
    if (!metadata.finalizers?.includes(FINALIZER)) return NEVER;
    const wasCreated = status?.webhookId !== undefined || status?.creatingSince !== undefined;
    if (wasCreated && spec.deletionPolicy === 'Delete') {
      const waitMs = claimedForMs(status.creatingSince, Date.now());
      if (waitMs > 0) return waitMs;
      const findings = await this.removal(resource);
      if (findings) {
        await this.writeStatus(resource, findings, {});
        this.metrics.reconciled(keyOf(metadata), findings.reason, false, seconds());
        return 'again';
      }
    }
    await this.resources.setFinalizers(
      resource,
      metadata.finalizers.filter((each) => each !== FINALIZER),
    );
    this.lastApiKeys.delete(metadata.uid);
    this.metrics.removed(keyOf(metadata), seconds());
    this.logger.info({ webhook: keyOf(metadata), did: ['remove'] }, 'brought in line');
    return NEVER;
  }

  /** What keeps the webhook from being deleted; nothing where it is. */
  private async removal(resource: WebhookResource): Promise<Findings | undefined> {
    try {
      await this.sync.remove(resource, await this.apiKeyAtEnd(resource));
      return undefined;
    } catch (error) {
      return this.explained(error, resource);
    }
  }

  private async apiKeyAtEnd(resource: WebhookResource): Promise<string> {
    try {
      return await this.secrets.apiKey(resource);
    } catch (error) {
      const last = this.lastApiKeys.get(resource.metadata.uid);
      if (error instanceof SecretMissing && last !== undefined) return last;
      throw error;
    }
  }

  /** Rethrows what says nothing about the resource. A failure is logged when it begins, not at each trial. */
  private explained(error: unknown, { metadata, status }: WebhookResource): Findings {
    const findings = findingsOf(error);
    if (!findings) throw error;
    const before = status?.conditions?.find(({ type }) => type === 'Synced')?.reason;
    if (before !== findings.reason) {
      this.logger.warn({ webhook: keyOf(metadata), reason: findings.reason }, 'not brought in line');
    }
    return findings;
  }

  private async withFinalizer(resource: WebhookResource): Promise<WebhookResource> {
    const { finalizers = [] } = resource.metadata;
    return finalizers.includes(FINALIZER)
      ? resource
      : this.resources.setFinalizers(resource, [...finalizers, FINALIZER]);
  }

  /** Only where it says something new: every write of a status is told to all who watch. */
  private async writeStatus(
    { metadata, status }: WebhookResource,
    findings: Findings,
    known: Partial<WebhookStatus>,
  ): Promise<void> {
    const { creatingSince, ...before } = status ?? {};
    const { generation } = metadata;
    const conditions = conditionsFor(findings, generation, status, Date.now());
    const next: WebhookStatus = { ...before, ...known, conditions, observedGeneration: generation };
    const isThere = known.webhookId !== undefined;
    const endsClaim = isThere && creatingSince !== undefined;
    if (!endsClaim && isDeepStrictEqual(next, before)) return;
    await this.resources.patchStatus(keyOf(metadata), { ...next, ...(isThere && { creatingSince: null }) });
  }
}
