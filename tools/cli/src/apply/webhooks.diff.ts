import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_MAX_CONCURRENCY } from '#domain';
import type { WebhookInFile } from './webhooks.file.js';

/** A webhook that is there. */
export type PresentWebhook = Readonly<Record<string, unknown>> & { readonly id: string; readonly name: string };

/** One field that is another than the file says. */
export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

export type Change =
  | { readonly kind: 'create'; readonly name: string; readonly webhook: WebhookInFile }
  | { readonly kind: 'update'; readonly name: string; readonly id: string; readonly changes: readonly FieldChange[] }
  | { readonly kind: 'same'; readonly name: string; readonly id: string }
  | { readonly kind: 'delete'; readonly name: string; readonly id: string };

/** A name of the file that several webhooks have. */
export class NameAmbiguous extends Error {
  override readonly name = 'NameAmbiguous';
  constructor(
    readonly webhookName: string,
    readonly ids: readonly string[],
  ) {
    super(`${ids.length} webhooks are called "${webhookName}": rename or delete all but one of ${ids.join(', ')}`);
  }
}

/** What a field is that the file leaves out. */
const DEFAULTS = {
  description: null,
  filters: null,
  retryConfig: {},
  headers: {},
  maxConcurrency: DEFAULT_MAX_CONCURRENCY,
  rateLimit: null,
  ordering: null,
  batch: null,
} as const;
/** Left as they are where the file leaves them out: what an operator disabled stays so. */
const LEFT_ALONE = ['active', 'dialect'] as const;

/**
 * What has to be done so that there is what the file says, by names: in the order of the file, and then what it does not
 * name, which is deleted where `prune` says so and is otherwise left out.
 * @throws NameAmbiguous
 */
export function changesTo(
  wanted: readonly WebhookInFile[],
  present: readonly PresentWebhook[],
  prune: boolean,
): Change[] {
  const named = new Set(wanted.map(({ name }) => name));
  const others = prune ? present.filter(({ name }) => !named.has(name)) : [];
  return [
    ...wanted.map((webhook) => changeTo(webhook, present)),
    ...others.map(({ id, name }) => ({ kind: 'delete', id, name }) as const),
  ];
}

function changeTo(webhook: WebhookInFile, present: readonly PresentWebhook[]): Change {
  const { name } = webhook;
  const [current, ...more] = present.filter((each) => each.name === name);
  if (!current) return { kind: 'create', name, webhook };
  if (more.length > 0)
    throw new NameAmbiguous(
      name,
      [current, ...more].map(({ id }) => id),
    );
  const changes = fieldChanges(webhook, current);
  return changes.length > 0
    ? { kind: 'update', name, id: current.id, changes }
    : { kind: 'same', name, id: current.id };
}

function fieldChanges(webhook: WebhookInFile, current: PresentWebhook): FieldChange[] {
  const said: Readonly<Record<string, unknown>> = webhook;
  const always = { url: webhook.url, events: [...new Set(webhook.events)] };
  const optional = Object.entries(DEFAULTS).map(([field, byDefault]) => [field, said[field] ?? byDefault] as const);
  const left = LEFT_ALONE.flatMap((field) => ((said[field] ?? null) === null ? [] : [[field, said[field]] as const]));
  return [...Object.entries(always), ...optional, ...left].flatMap(([field, to]) => {
    const from = current[field];
    return isSame(field, from, to) ? [] : [{ field, from, to }];
  });
}

/** The order of event types means nothing. */
function isSame(field: string, from: unknown, to: unknown): boolean {
  const comparable = (value: unknown) =>
    field === 'events' && Array.isArray(value) ? (value as string[]).toSorted() : value;
  return isDeepStrictEqual(comparable(from), comparable(to));
}
