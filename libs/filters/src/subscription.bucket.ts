import { someValue } from './field.values.js';
import { type Equality, equalitiesOf } from './filter.equalities.js';
import type { Field, Filter } from './filter.language.js';
import type { FilterSubject } from './filter.subject.js';

interface Filtered {
  readonly filter: Filter | undefined;
}

interface FieldIndex<S> {
  readonly field: Field;
  /** A set only where there are several: sets of one would be a tenth of all that webhooks take. */
  readonly byValue: Map<unknown, S | Set<S>>;
}

/** The subscriptions to one event pattern, filed under one equality of their filters where there is one. */
export class SubscriptionBucket<S extends Filtered> {
  private readonly unfiled = new Set<S>();
  private readonly fields = new Map<string, FieldIndex<S>>();

  get isEmpty(): boolean {
    return this.unfiled.size === 0 && this.fields.size === 0;
  }

  /** Adds a subscription and returns what removes it again. */
  add(subscription: S): () => void {
    const equality = this.mostSelective(subscription.filter ? equalitiesOf(subscription.filter) : []);
    if (equality === undefined) {
      this.unfiled.add(subscription);
      return () => this.unfiled.delete(subscription);
    }
    this.file(subscription, equality);
    return () => this.unfile(subscription, equality);
  }

  /** Shows every subscription whose filter might match, some more than once. */
  visitCandidates(subject: FilterSubject, visit: (subscription: S) => void): void {
    this.unfiled.forEach(visit);
    for (const { field, byValue } of this.fields.values()) {
      someValue(field, subject, (value) => {
        const filed = byValue.get(value);
        if (filed instanceof Set) filed.forEach(visit);
        else if (filed !== undefined) visit(filed);
        return false;
      });
    }
  }

  /**
   * The equality whose values are the rarest so far, so that `{"active": true, "organizationId": "org-7"}` is not filed
   * with every other active one: it is found together with the fewest others.
   */
  private mostSelective(equalities: readonly Equality[]): Equality | undefined {
    const [first, ...others] = equalities;
    if (first === undefined || others.length === 0) return first;
    const company = new Map(equalities.map((equality) => [equality, this.filedUnder(equality)]));
    return others.reduce((best, other) => ((company.get(other) ?? 0) < (company.get(best) ?? 0) ? other : best), first);
  }

  private filedUnder({ field, values }: Equality): number {
    const byValue = this.fields.get(field.signature)?.byValue;
    return values.reduce<number>((sum, value) => sum + sizeOf(byValue?.get(value)), 0);
  }

  private file(subscription: S, { field, values }: Equality): void {
    const index = this.fields.get(field.signature) ?? { field, byValue: new Map<unknown, S | Set<S>>() };
    this.fields.set(field.signature, index);
    for (const value of values) {
      const filed = index.byValue.get(value);
      if (filed === undefined) index.byValue.set(value, subscription);
      else if (filed instanceof Set) filed.add(subscription);
      else index.byValue.set(value, new Set([filed, subscription]));
    }
  }

  private unfile(subscription: S, { field, values }: Equality): void {
    const byValue = this.fields.get(field.signature)?.byValue;
    for (const value of values) {
      const filed = byValue?.get(value);
      if (filed instanceof Set) filed.delete(subscription);
      if (filed === subscription || (filed instanceof Set && filed.size === 0)) byValue?.delete(value);
    }
    if (byValue?.size === 0) this.fields.delete(field.signature);
  }
}

function sizeOf(filed: unknown): number {
  if (filed instanceof Set) return filed.size;
  return filed === undefined ? 0 : 1;
}
