import { describe, expect, it } from 'vitest';
import { createLogger } from '#telemetry';
import { resourceWith } from '../resource/webhook.resource.fixture.js';
import type { WebhookResource } from '../resource/webhook.resource.js';
import { KubeUnreachable, WatchExpired } from './kube.errors.js';
import type { WatchEvent, WebhookResources } from './webhook.resources.js';
import { WebhookWatcher } from './webhook.watcher.js';

type Watch = (WatchEvent | Error)[];

const named = (name: string, metadata: object = {}): WebhookResource =>
  resourceWith({}, undefined, { name, ...metadata });
const event = (type: WatchEvent['type'], object: WebhookResource): WatchEvent => ({ type, object });

/** Lists and watches in the order in which they are asked for; the watcher is stopped when the watches are used up. */
async function follow(lists: WebhookResource[][], watches: Watch[]) {
  const told: string[] = [];
  const asked: string[] = [];
  const listener = { changed: (key: string) => told.push(`+${key}`), gone: (key: string) => told.push(`-${key}`) };
  const resources = {
    async list() {
      asked.push('list');
      return { items: lists.shift() ?? [], resourceVersion: 'L' };
    },
    async *watch(version: string) {
      asked.push(version);
      const watch = watches.shift();
      if (!watch) return watcher.stop();
      for (const each of watch) {
        if (each instanceof Error) throw each;
        yield each;
      }
    },
  };
  const watcher = new WebhookWatcher(
    resources as unknown as WebhookResources,
    listener,
    createLogger('test', 'silent'),
  );
  await watcher.run();
  return { told, asked, watcher };
}

describe('the watcher', () => {
  it('tells of what is there, comes, changes and goes, and goes on where a watch ended', async () => {
    const { told, asked } = await follow(
      [[named('a')]],
      [
        [event('ADDED', named('b', { resourceVersion: '8' })), event('DELETED', named('a', { resourceVersion: '9' }))],
        [],
      ],
    );
    expect(told).toEqual(['+team-a/a', '+team-a/b', '-team-a/a']);
    expect(asked).toEqual(['list', 'L', '9', '9']);
  });

  it('tells nothing of a change of the status, and something of a change of the spec, of a deletion and of a new one', async () => {
    const { told } = await follow(
      [[named('a')]],
      [
        [
          event('MODIFIED', named('a', { resourceVersion: '8' })),
          event('MODIFIED', named('a', { generation: 2 })),
          event('MODIFIED', named('a', { generation: 2, deletionTimestamp: '2026-01-01T00:00:00Z' })),
          event('BOOKMARK', named('', { resourceVersion: '9' })),
          event('ADDED', named('a', { uid: 'another' })),
        ],
      ],
    );
    expect(told).toEqual(Array.from({ length: 4 }, () => '+team-a/a'));
  });

  it('lists again where the server does not know any more what happened, and finds what came and went meanwhile', async () => {
    const { told, asked } = await follow(
      [
        [named('a'), named('b')],
        [named('b'), named('c')],
      ],
      [[new WatchExpired()]],
    );
    expect(told).toEqual(['+team-a/a', '+team-a/b', '-team-a/a', '+team-a/c']);
    expect(asked).toEqual(['list', 'L', 'list', 'L']);
  });

  it('watches from the same version again after a connection broke', async () => {
    const broken = [event('ADDED', named('a', { resourceVersion: '8' })), new KubeUnreachable('reset')];
    expect((await follow([[]], [broken])).asked).toEqual(['list', 'L', '8']);
  });

  it('is not ready before it has listed', async () => {
    const { watcher } = await follow([[]], []);
    await expect(watcher.check()).resolves.toBeUndefined();
    const resources = { list: () => Promise.reject(new KubeUnreachable('away')) } as unknown as WebhookResources;
    const listener = { changed: () => undefined, gone: () => undefined };
    const failing = new WebhookWatcher(resources, listener, createLogger('test', 'silent'));
    await expect(failing.check()).rejects.toThrow('not listed yet');
  });
});
