import {
  addressOf,
  GROUP,
  PLURAL,
  type ResourceKey,
  VERSION,
  type WebhookResource,
  type WebhookStatus,
} from '../resource/webhook.resource.js';
import type { KubeClient } from './kube.client.js';
import { KubeRefused, WatchExpired } from './kube.errors.js';

interface ResourceList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly WebhookResource[];
}

/** As the API server's lines have it. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: WebhookResource & { readonly code?: number; readonly message?: string };
}

const ALL = `/apis/${GROUP}/${VERSION}/${PLURAL}`;
const PAGE_SIZE = 500;
/** The server ends a watch after that; a connection that broke without a word is noticed a little later. */
const WATCH_SECONDS = 120;
const WATCH_GRACE_SECONDS = 20;
const GONE = 410;

/** The custom resources of all namespaces. */
export class WebhookResources {
  constructor(private readonly client: KubeClient) {}

  /** All of them, and the version from which to watch. */
  async list(): Promise<{ items: WebhookResource[]; resourceVersion: string }> {
    const items: WebhookResource[] = [];
    let next: string | undefined;
    for (;;) {
      const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(next && { continue: next }) });
      const page = await this.client.get<ResourceList>(`${ALL}?${query.toString()}`);
      items.push(...page.items);
      next = page.metadata.continue;
      if (!next) return { items, resourceVersion: page.metadata.resourceVersion };
    }
  }

  /** What happens after a version, until the server ends the watch. @throws WatchExpired, KubeRefused, KubeUnreachable */
  async *watch(resourceVersion: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const query = new URLSearchParams({
      ...{ watch: '1', allowWatchBookmarks: 'true', resourceVersion },
      timeoutSeconds: String(WATCH_SECONDS),
    });
    const deadline = AbortSignal.timeout((WATCH_SECONDS + WATCH_GRACE_SECONDS) * 1_000);
    try {
      for await (const line of this.client.lines(`${ALL}?${query.toString()}`, AbortSignal.any([signal, deadline]))) {
        const event = JSON.parse(line) as WatchEvent;
        if (event.type === 'ERROR') throw refusalOf(event);
        yield event;
      }
    } catch (error) {
      if (error instanceof KubeRefused && error.status === GONE) throw new WatchExpired();
      throw error;
    }
  }

  /** As it is now; `undefined` where it is gone. */
  async find(key: ResourceKey): Promise<WebhookResource | undefined> {
    try {
      return await this.client.get<WebhookResource>(pathOf(key));
    } catch (error) {
      if (error instanceof KubeRefused && error.status === 404) return undefined;
      throw error;
    }
  }

  /** @throws KubeRefused with 409 where it is not any more as it was read */
  setFinalizers({ metadata }: WebhookResource, finalizers: readonly string[]): Promise<WebhookResource> {
    const { namespace, name, resourceVersion } = metadata;
    return this.client.patch(pathOf(`${namespace}/${name}`), { metadata: { finalizers, resourceVersion } });
  }

  /** Merges into the status: null takes a field away. With a version as `setFinalizers`. */
  patchStatus(
    key: ResourceKey,
    status: { readonly [Field in keyof WebhookStatus]: WebhookStatus[Field] | null },
    resourceVersion?: string,
  ): Promise<WebhookResource> {
    return this.client.patch(`${pathOf(key)}/status`, {
      ...(resourceVersion && { metadata: { resourceVersion } }),
      status,
    });
  }
}

function pathOf(key: ResourceKey): string {
  const { namespace, name } = addressOf(key);
  return `/apis/${GROUP}/${VERSION}/namespaces/${namespace}/${PLURAL}/${name}`;
}

function refusalOf({ object }: WatchEvent): KubeRefused {
  return new KubeRefused(object.code ?? 0, 'WatchFailed', object.message ?? 'the watch failed');
}
