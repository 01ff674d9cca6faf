import { expect, it } from 'vitest';
import type { DeliveryMeta } from '#domain';
import { neededRevision } from './delivery.task.js';

function task(directoryRevision?: number) {
  return { meta: { ...(directoryRevision !== undefined && { directoryRevision }) } as DeliveryMeta };
}

it.each([
  ['the newest that a router knew', [task(4), task(9), task(7)], 9],
  ['all that there is, where one came from elsewhere', [task(4), task(), task(7)], Number.POSITIVE_INFINITY],
  ['nothing where there is none', [], 0],
])('needs %s', (_, tasks, revision) => {
  expect(neededRevision(tasks)).toBe(revision);
});
