import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOGGER, type Logger, type ReadinessCheck } from '#telemetry';
import { KubeClient } from './kubernetes/kube.client.js';
import { Secrets } from './kubernetes/secrets.js';
import { WebhookResources } from './kubernetes/webhook.resources.js';
import { WebhookWatcher } from './kubernetes/webhook.watcher.js';
import { OperatorMetrics } from './operator.metrics.js';
import { KeyQueue } from './reconcile/key.queue.js';
import { ResourceSecrets } from './reconcile/resource.secrets.js';
import { WebhookReconciler } from './reconcile/webhook.reconciler.js';
import { WebhookSync } from './reconcile/webhook.sync.js';
import type { ResourceKey } from './resource/webhook.resource.js';
import { SETTINGS } from './settings.js';

const WORKERS = 4;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

/** Follows the resources, and looks at each when it was changed, when it failed, and every so often. */
@Injectable()
export class WebhookOperator implements OnApplicationBootstrap, BeforeApplicationShutdown, ReadinessCheck {
  readonly name = 'kubernetes';
  private readonly queue: KeyQueue<ResourceKey>;
  private readonly watcher: WebhookWatcher;
  private watching: Promise<void> | undefined;

  constructor(@Inject(LOGGER) logger: Logger, metrics: OperatorMetrics) {
    const client = new KubeClient({
      apiUrl: SETTINGS.KUBERNETES_API_URL,
      credentials: SETTINGS.KUBERNETES_CREDENTIALS,
    });
    const resources = new WebhookResources(client);
    const secrets = new ResourceSecrets(new Secrets(client));
    const sync = new WebhookSync(resources, secrets, SETTINGS.CAREHOOK_API_URL);
    const resyncMs = SETTINGS.OPERATOR_RESYNC_SECONDS * 1_000;
    const reconciler = new WebhookReconciler(resources, secrets, sync, metrics, logger, resyncMs);
    const queue = new KeyQueue<ResourceKey>({
      workers: WORKERS,
      work: (key) => reconciler.reconcile(key),
      firstBackoffMs: FIRST_BACKOFF_MS,
      longestBackoffMs: LONGEST_BACKOFF_MS,
    });
    const listener = {
      changed: (key: ResourceKey) => queue.add(key),
      gone: (key: ResourceKey) => {
        queue.forget(key);
        metrics.forget(key);
      },
    };
    this.queue = queue;
    this.watcher = new WebhookWatcher(resources, listener, logger);
  }

  onApplicationBootstrap(): void {
    this.watching = this.watcher.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.watcher.stop();
    await this.queue.stop();
    await this.watching;
  }

  check(): Promise<void> {
    return this.watcher.check();
  }
}
