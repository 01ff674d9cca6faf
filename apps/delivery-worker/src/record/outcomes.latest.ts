import { type Outcome, supersedes } from '#domain';

/** Of several outcomes of one delivery the one that holds, in order of delivery id. */
export function latestOutcomes(outcomes: readonly Outcome[]): Outcome[] {
  const latest = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const known = latest.get(outcome.deliveryId);
    if (!known || supersedes(outcome, known)) latest.set(outcome.deliveryId, outcome);
  }
  // Always in the same order, so that two transactions cannot wait for each other's rows.
  return [...latest.values()].sort((a, b) => (a.deliveryId < b.deliveryId ? -1 : 1));
}
