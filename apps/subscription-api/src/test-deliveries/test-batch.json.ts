import type { TestAnswer } from './test-delivery.json.js';

export type TestBatchResult = { readonly event: string } & TestAnswer;

/** The answer to `POST /v1/webhooks/:id/test/batch`: counts as ZARISH SPHERE's page "Webhook Events" shows them. */
export interface TestBatchAnswer {
  readonly total: number;
  readonly success: number;
  readonly failed: number;
  /** In percent. */
  readonly successRate: number;
  /** In the order of the events. */
  readonly results: readonly TestBatchResult[];
}

/** Of at least one result. */
export function testBatchAnswer(results: readonly TestBatchResult[]): TestBatchAnswer {
  const total = results.length;
  const success = results.filter((result) => result.success).length;
  return { total, success, failed: total - success, successRate: (success / total) * 100, results };
}
