import type { Outcome } from '#domain';

/** An outcome as it was read from its topic. */
export interface RecordedOutcome {
  readonly outcome: Outcome;
  readonly offset: number;
  /** When its record was made, in milliseconds since 1970: for a request, shortly after it ended. */
  readonly atMs: number;
}

/** Whether a request was made, or at least tried, as opposed to put off or cancelled. */
export function wasMade({ result }: Outcome): boolean {
  return result === 'succeeded' || result === 'failed';
}
