import { within } from './within.js';

/** Whether something that an app needs to do its job is there right now. */
export interface ReadinessCheck {
  readonly name: string;
  /** Resolves when all is well; rejects with the reason. Must answer within two seconds. */
  check(): Promise<void>;
}

export interface Readiness {
  readonly status: 'ready' | 'unavailable';
  /** `ok`, or the reason why not. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Runs all checks side by side; a check that does not answer within two seconds has failed. */
export async function readiness(checks: readonly ReadinessCheck[]): Promise<Readiness> {
  const results = await Promise.all(checks.map(async (each) => [each.name, await settle(() => each.check())] as const));
  return {
    status: results.every(([, result]) => result === 'ok') ? 'ready' : 'unavailable',
    checks: Object.fromEntries(results),
  };
}

const CHECK_TIMEOUT_MS = 2_000;

async function settle(check: () => Promise<void>): Promise<string> {
  try {
    await within(CHECK_TIMEOUT_MS, check());
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  }
}
