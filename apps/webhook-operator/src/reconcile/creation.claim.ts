/**
 * Before a webhook is created, its resource's status says so, under its resourceVersion: of several operators only one comes
 * through. Whoever finds a claim that is not answered for (the operator was killed, the answer was lost) waits until the
 * request must have ended, looks for a webhook that bears the resource's mark, and creates one only where there is none.
 */
export const CLAIM_MS = 60_000;

/** Milliseconds until a creation that may be under way must have ended; 0 where there is none. */
export function claimedForMs(creatingSince: string | undefined, nowMs: number): number {
  if (creatingSince === undefined) return 0;
  const remainingMs = Date.parse(creatingSince) + CLAIM_MS - nowMs;
  // A clock that was set back must not hold it up for longer.
  return Math.min(CLAIM_MS, Math.max(0, remainingMs));
}
