import type { ChosenDelivery } from '#postgres';
import { cancelRefusal, retryRefusal } from '../deliveries/delivery.refusals.js';

/** Why nothing is done to a delivery that was named. */
export interface Refusal {
  readonly id: string;
  readonly reason: string;
}

/** A delivery that may be tried again, and how long it may wait from then on. */
export interface AllowedRetry {
  readonly id: string;
  readonly maxAgeMs: number;
}

const UNKNOWN = 'there is no such delivery';

/** Which of those that were named may be tried again. `maxAges` is of active webhooks, by their ids. */
export function sortedForRetry(
  named: readonly string[],
  found: readonly ChosenDelivery[],
  maxAges: ReadonlyMap<string, number>,
): { readonly allowed: readonly AllowedRetry[]; readonly refused: readonly Refusal[] } {
  const allowed: AllowedRetry[] = [];
  const refused = refusalsOf(named, found, (delivery) => {
    const maxAgeMs = maxAges.get(delivery.webhookId);
    const reason = whyNotRetried(delivery, maxAgeMs !== undefined);
    if (reason === undefined && maxAgeMs !== undefined) allowed.push({ id: delivery.id, maxAgeMs });
    return reason;
  });
  return { allowed, refused };
}

export function cancelRefusals(named: readonly string[], found: readonly ChosenDelivery[]): Refusal[] {
  return refusalsOf(named, found, (delivery) =>
    delivery.status === 'pending' ? undefined : cancelRefusal(delivery).message,
  );
}

function whyNotRetried(delivery: ChosenDelivery, isActive: boolean): string | undefined {
  const refusal = retryRefusal(delivery);
  if (refusal) return refusal.message;
  if (delivery.status === 'queued') return 'this delivery is being sent already';
  if (!isActive) return 'its webhook is disabled or deleted';
  return delivery.hasEvent ? undefined : 'its event is not recorded, or was erased: there is nothing to send';
}

function refusalsOf(
  named: readonly string[],
  found: readonly ChosenDelivery[],
  whyNot: (delivery: ChosenDelivery) => string | undefined,
): Refusal[] {
  const byId = new Map(found.map((delivery) => [delivery.id, delivery]));
  return named.flatMap((id) => {
    const delivery = byId.get(id);
    const reason = delivery ? whyNot(delivery) : UNKNOWN;
    return reason === undefined ? [] : [{ id, reason }];
  });
}
