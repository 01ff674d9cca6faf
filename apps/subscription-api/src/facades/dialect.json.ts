import type { Dialect } from '#dialects';

/** A dialect as the API shows it. `operatorIpRanges`, where the operator set them, are the true ones for every dialect. */
export function dialectJson(dialect: Dialect, operatorIpRanges: readonly string[] | undefined) {
  const { name, product, jitterRatio, limits, unsignedAllowed, catalogue } = dialect;
  return {
    name,
    product,
    retryDelaysMs: dialect.retryDelaysMs({}),
    jitterRatio,
    timeoutMs: dialect.timeoutMs({}),
    maxAgeMs: dialect.maxAgeMs({}),
    limits,
    unsignedAllowed,
    batches: dialect.batch !== undefined,
    eventTypes: catalogue.map(({ type }) => type),
    sendingIpRanges: operatorIpRanges ?? dialect.sendingIpRanges ?? [],
  };
}
export type DialectJson = ReturnType<typeof dialectJson>;
