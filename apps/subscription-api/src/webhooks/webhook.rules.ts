import { type Dialect, dialectNamed } from '#dialects';
import type { FieldProblem, RetryConfig } from '#domain';
import { FilterRefused, parseFilter } from '#filters';
import { customHeaderProblems } from './custom-headers.rule.js';
import { isStorable } from './storable.rule.js';
import type { WebhookSettings } from './webhook.settings.js';

/**
 * What is wrong with a webhook's settings under its dialect, except for the URL; nothing when they are sound.
 * @throws UnknownDialect
 */
export function settingsProblems(settings: WebhookSettings): FieldProblem[] {
  const dialect = dialectNamed(settings.dialect);
  return [
    ...retryConfigProblems(settings.retryConfig, dialect),
    ...customHeaderProblems(settings.headers, dialect),
    ...batchProblems(settings, dialect),
    ...(settings.filters === null ? [] : filterProblems(settings.filters, dialect)),
  ];
}

/** What is wrong with the secret that a webhook would have; `undefined` where it would have none. */
export function secretProblems(secret: string | undefined, dialect: Dialect): FieldProblem[] {
  const reason = secret === undefined ? missingSecretProblem(dialect) : dialect.secretProblem(secret);
  return reason === undefined ? [] : [{ field: 'secret', reason }];
}

function missingSecretProblem({ unsignedAllowed, name }: Dialect): string | undefined {
  return unsignedAllowed ? undefined : `cannot be removed: the dialect ${name} signs every request`;
}

function retryConfigProblems({ maxRetries, timeout }: RetryConfig, { limits, name }: Dialect): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if ((maxRetries ?? 0) > limits.maxRetries) {
    problems.push({ field: 'retryConfig.maxRetries', reason: `at most ${limits.maxRetries} in the dialect ${name}` });
  }
  if ((timeout ?? 0) > limits.maxTimeoutMs) {
    problems.push({ field: 'retryConfig.timeout', reason: `at most ${limits.maxTimeoutMs} ms in the dialect ${name}` });
  }
  return problems;
}

/** Of two that exclude each other both are named: a change shows the problems of the fields that it names. */
function batchProblems({ batch, ordering }: WebhookSettings, dialect: Dialect): FieldProblem[] {
  if (batch === null) return [];
  if (!dialect.batch) return [{ field: 'batch', reason: `the dialect ${dialect.name} has no form for several events` }];
  if (ordering === null) return [];
  return [
    { field: 'batch', reason: 'cannot be combined with an ordering: one request would hold one event of a subject' },
    { field: 'ordering', reason: 'cannot be combined with a batch: one request would hold one event of a subject' },
  ];
}

/** What is wrong with a filter document under a dialect; nothing when it can be saved. */
export function filterProblems(filters: Record<string, unknown>, { filterAliases }: Dialect): FieldProblem[] {
  if (!isStorable(filters)) {
    return [{ field: 'filters', reason: 'must not contain NUL characters, broken Unicode or numbers beyond 1e308' }];
  }
  try {
    parseFilter(filters, filterAliases);
    return [];
  } catch (error) {
    if (error instanceof FilterRefused) return [...error.problems];
    throw error;
  }
}
