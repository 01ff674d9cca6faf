import { expect, it } from 'vitest';
import { CarehookRefused, CarehookUnreachable } from '../carehook/carehook.errors.js';
import { KubeUnreachable, SecretMissing } from '../kubernetes/kube.errors.js';
import { findingsOf, isSettled } from './failure.findings.js';

it.each([
  [400, 'Invalid'],
  [413, 'Invalid'],
  [401, 'Unauthorized'],
  [403, 'Unauthorized'],
  [404, 'Unavailable'],
  [429, 'Unavailable'],
  [503, 'Unavailable'],
])('an answer of %i is the reason %s', (status, reason) => {
  expect(findingsOf(new CarehookRefused(status, 'CODE', 'told', []))).toEqual({ reason, message: 'told' });
});

it('what Carehook refuses is told with the paths of its fields', () => {
  const details = [
    { field: 'retryConfig.maxRetries', reason: 'at most 10' },
    { field: 'filters.amount', reason: 'no such operator' },
  ];
  expect(findingsOf(new CarehookRefused(400, 'VALIDATION_FAILED', 'x (and 1 more)', details))?.message).toBe(
    'retryConfig.maxRetries: at most 10; filters.amount: no such operator',
  );
});

it('what may pass by itself is tried again soon, what was refused is not', () => {
  const reasonOf = (error: unknown) => findingsOf(error)?.reason ?? 'Synced';
  expect(isSettled(reasonOf(new CarehookUnreachable('http://api', 'ECONNREFUSED')))).toBe(false);
  expect(isSettled(reasonOf(new SecretMissing('carehook', 'apiKeySecretRef', 'is not there')))).toBe(false);
  expect(isSettled(reasonOf(new CarehookRefused(400, 'VALIDATION_FAILED', 'x', [])))).toBe(true);
});

it('a Kubernetes that does not answer says nothing about a resource', () => {
  expect(findingsOf(new KubeUnreachable('away'))).toBeUndefined();
});
