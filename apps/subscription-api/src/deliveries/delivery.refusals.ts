import { ApiError } from '#domain';
import type { DeliveryEntity } from '#postgres';

type State = Pick<DeliveryEntity, 'status' | 'lastCode'>;

/** Why a delivery cannot be tried again by hand; `undefined` where it can, or is on its way already. */
export function retryRefusal({ status, lastCode }: State): ApiError | undefined {
  switch (status) {
    case 'delivered':
      return new ApiError('CONFLICT', 'this delivery was delivered: it can be replayed, but not retried');
    case 'cancelled':
      return new ApiError('CONFLICT', 'this delivery was cancelled: it can be replayed, but not retried');
    case 'pending':
      return lastCode === 'order_wait'
        ? new ApiError('CONFLICT', 'this delivery waits for earlier ones of its subject, which come first')
        : undefined;
    case 'queued':
    case 'dead':
      return undefined;
  }
}

/** Why a delivery cannot be cancelled that was not. */
export function cancelRefusal({ status }: State): ApiError {
  return status === 'queued'
    ? new ApiError('CONFLICT', 'this delivery is being sent and cannot be cancelled now')
    : new ApiError('CONFLICT', `only a delivery that waits can be cancelled; this one is ${status}`);
}
