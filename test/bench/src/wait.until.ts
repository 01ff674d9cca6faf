import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from './clock.js';

/** What a scenario waited for did not happen. */
export class NeverCame extends Error {
  override readonly name = 'NeverCame';
  constructor(what: string, seconds: number) {
    super(`${what}: not within ${seconds} s`);
  }
}

/** Asks until the answer is yes. @throws NeverCame */
export async function waitUntil(
  what: string,
  isSo: () => Promise<boolean>,
  { timeoutMs = 120_000, everyMs = 25 } = {},
): Promise<void> {
  const deadlineMs = nowMs() + timeoutMs;
  while (!(await isSo())) {
    if (nowMs() > deadlineMs) throw new NeverCame(what, timeoutMs / 1_000);
    await sleep(everyMs);
  }
}
