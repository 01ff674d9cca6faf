import { z } from 'zod';
import { isTimestamp } from '#domain';

/** A moment since 1970, as RFC 3339 writes it. */
export const timestamp = z
  .string()
  .refine(
    (text) => isTimestamp(text) && Date.parse(text) >= 0,
    'must be RFC 3339 since 1970, such as 2026-03-07T15:30:00Z',
  );

/** For an object of `from` and `to`. */
export const SPAN = {
  isSound: ({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }) =>
    from === undefined || to === undefined || Date.parse(from) < Date.parse(to),
  problem: { path: ['to'], message: 'must be later than from' },
};
