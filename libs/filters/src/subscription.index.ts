import { patternsMatching } from './event-type.match.js';
import type { Filter } from './filter.language.js';
import { matches } from './filter.match.js';
import type { FilterSubject } from './filter.subject.js';
import { SubscriptionBucket } from './subscription.bucket.js';

interface Subscription<T> {
  readonly filter: Filter | undefined;
  readonly value: T;
}

interface Placement {
  readonly pattern: string;
  readonly remove: () => void;
}

/**
 * Finds the subscriptions that want an event: by its type, then by one equality of each filter, then by the whole filter.
 * The cost of a match follows the subscriptions that share type and equality with the event, not all that there are.
 */
export class SubscriptionIndex<T> {
  private readonly buckets = new Map<string, SubscriptionBucket<Subscription<T>>>();
  private readonly placements = new Map<string, readonly Placement[]>();

  get size(): number {
    return this.placements.size;
  }

  /** Adds a subscription, or replaces the one with this id. No filter matches everything. */
  set(id: string, patterns: readonly string[], filter: Filter | undefined, value: T): void {
    this.delete(id);
    const subscription: Subscription<T> = { filter, value };
    const placements = [...new Set(patterns)].map((pattern) => ({
      pattern,
      remove: this.bucket(pattern).add(subscription),
    }));
    this.placements.set(id, placements);
  }

  /** Removes a subscription; false where there is none with this id. */
  delete(id: string): boolean {
    for (const { pattern, remove } of this.placements.get(id) ?? []) {
      remove();
      if (this.buckets.get(pattern)?.isEmpty) this.buckets.delete(pattern);
    }
    return this.placements.delete(id);
  }

  /**
   * The values of the subscriptions that want an event of this type, each once, in no particular order. The subject's data
   * is read only when a subscription to this type needs it: see `lazySubject`.
   */
  match(type: string, subject: FilterSubject): T[] {
    const seen = new Set<Subscription<T>>();
    const matched: T[] = [];
    for (const pattern of patternsMatching(type)) {
      this.buckets.get(pattern)?.visitCandidates(subject, (candidate) => {
        if (seen.has(candidate)) return;
        seen.add(candidate);
        if (candidate.filter === undefined || matches(candidate.filter, subject)) matched.push(candidate.value);
      });
    }
    return matched;
  }

  private bucket(pattern: string): SubscriptionBucket<Subscription<T>> {
    const known = this.buckets.get(pattern);
    if (known !== undefined) return known;
    const bucket = new SubscriptionBucket<Subscription<T>>();
    this.buckets.set(pattern, bucket);
    return bucket;
  }
}
