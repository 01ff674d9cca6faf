import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '#domain';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` of a request: names it, so that sent again it means the same events.
 * @throws ApiError VALIDATION_FAILED
 */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && VISIBLE_ASCII.test(key)) return key;
  throw ApiError.validation([{ field: 'Idempotency-Key', reason: 'must be 1 to 255 visible ASCII characters' }]);
}
