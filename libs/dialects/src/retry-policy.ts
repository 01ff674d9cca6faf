import { type BackoffStrategy, backoffDelaysMs, type RetryConfig } from '#domain';
import type { DialectLimits } from './dialect.js';

/** Retries of a product that documents a first wait and how it grows. */
export interface BackoffPolicy {
  readonly retries: number;
  readonly firstDelayMs: number;
  readonly strategy: BackoffStrategy;
  readonly maxDelayMs: number;
}

/** The policy's waits, with whatever the webhook's configuration says instead, within the limits. */
export function delaysOfBackoff(policy: BackoffPolicy, config: RetryConfig, limits: DialectLimits): number[] {
  const retries = Math.min(config.maxRetries ?? policy.retries, limits.maxRetries);
  const firstDelayMs = config.retryDelay ?? policy.firstDelayMs;
  return backoffDelaysMs(config.backoffStrategy ?? policy.strategy, firstDelayMs, retries, policy.maxDelayMs);
}

/**
 * A product's documented list of waits. Where a webhook's configuration names a first wait or a strategy of its own, waits
 * grow from there instead, by default exponentially from the list's first wait, up to `maxDelayMs`.
 */
export function delaysOfDocumentedList(
  delaysMs: readonly [number, ...number[]],
  maxDelayMs: number,
  config: RetryConfig,
  limits: DialectLimits,
): number[] {
  if (config.retryDelay === undefined && config.backoffStrategy === undefined) {
    return delaysOfList(delaysMs, config, limits);
  }
  const policy = { retries: delaysMs.length, firstDelayMs: delaysMs[0], strategy: 'exponential', maxDelayMs } as const;
  return delaysOfBackoff(policy, config, limits);
}

/** A documented list of waits, cut to the number of retries wanted or lengthened by repeating its last wait. */
function delaysOfList(delaysMs: readonly number[], config: RetryConfig, limits: DialectLimits): number[] {
  const retries = Math.min(config.maxRetries ?? delaysMs.length, limits.maxRetries);
  return Array.from({ length: retries }, (_, index) => delaysMs[Math.min(index, delaysMs.length - 1)] ?? 0);
}

export function timeoutWithin(limits: DialectLimits, config: RetryConfig, defaultMs: number): number {
  return Math.min(config.timeout ?? defaultMs, limits.maxTimeoutMs);
}
