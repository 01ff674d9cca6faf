import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, LATENCY_BUCKETS_SECONDS, Registry } from '#telemetry';
import { SYNC_REASONS, type SyncReason } from './resource/conditions.js';
import type { ResourceKey } from './resource/webhook.resource.js';

/** What webhook-operator counts. */
@Injectable()
export class OperatorMetrics {
  private readonly reasons = new Map<ResourceKey, SyncReason>();
  private readonly reconciles: Counter;
  private readonly seconds: Histogram;

  constructor(@Inject(Registry) registry: Registry) {
    const registers = [registry];
    this.reconciles = new Counter({
      name: 'carehook_webhook_reconciles_total',
      help: 'Comparisons of a resource with its webhook',
      labelNames: ['result'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'carehook_webhook_reconcile_seconds',
      help: 'One comparison, with what it changed',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    });
    const { reasons } = this;
    new Gauge({
      name: 'carehook_webhook_resources',
      help: 'Resources by the reason of their condition Synced',
      labelNames: ['reason'],
      registers,
      collect() {
        for (const reason of SYNC_REASONS) this.set({ reason }, 0);
        for (const reason of reasons.values()) this.inc({ reason });
      },
    });
  }

  /** `changed`: Carehook was told something. */
  reconciled(key: ResourceKey, reason: SyncReason, changed: boolean, seconds: number): void {
    this.reasons.set(key, reason);
    this.count(reason !== 'Synced' ? 'failed' : changed ? 'changed' : 'same', seconds);
  }

  removed(key: ResourceKey, seconds: number): void {
    this.reasons.delete(key);
    this.count('removed', seconds);
  }

  /** Nothing is known about the resource: Kubernetes did not answer. */
  failed(seconds: number): void {
    this.count('failed', seconds);
  }

  forget(key: ResourceKey): void {
    this.reasons.delete(key);
  }

  private count(result: 'same' | 'changed' | 'removed' | 'failed', seconds: number): void {
    this.reconciles.inc({ result });
    this.seconds.observe(seconds);
  }
}
