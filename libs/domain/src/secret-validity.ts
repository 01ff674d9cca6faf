/** When a secret signs: from `validFromMs` on and before `validUntilMs`, in milliseconds since 1970; without one, without end. */
export interface SecretValidity {
  readonly validFromMs?: number | undefined;
  readonly validUntilMs?: number | undefined;
}

/** Whether a secret signs a request that is made at this moment. */
export function signsAt({ validFromMs, validUntilMs }: SecretValidity, atMs: number): boolean {
  return (validFromMs === undefined || validFromMs <= atMs) && (validUntilMs === undefined || atMs < validUntilMs);
}

/** A webhook's secret for as long as it signs. */
export interface SealedSecret extends SecretValidity {
  readonly sealed: Buffer;
}
