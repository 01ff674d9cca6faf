import type { Delivery, DeliveryStatus } from '../api/api.types';

/** What was asked for: how many deliveries, between which two moments of the server's clock. */
export interface Asked {
  readonly count: number;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Deliveries that waited already. */
  readonly waitingBefore: ReadonlySet<string>;
}

export interface Progress {
  readonly waiting: number;
  readonly delivered: number;
  /** Given up again. */
  readonly failed: number;
  /** The lists were too long to be read whole: at least so many wait. */
  readonly isCutOff: boolean;
}

/** Deliveries by where they stand, as far as they were read. */
export type Standing = Readonly<Record<Extract<DeliveryStatus, 'pending' | 'queued' | 'dead'>, readonly Delivery[]>>;

/** How far it is. What came in after it was asked for, or waited before, is not counted. */
export function progressOf(asked: Asked, { pending, queued, dead }: Standing, isCutOff: boolean): Progress {
  const isOld = ({ acceptedAt }: Delivery) => Date.parse(acceptedAt) <= asked.notAfterMs;
  const isOurs = (each: Delivery) => isOld(each) && !asked.waitingBefore.has(each.id);
  const waitingNow = new Set([...pending, ...queued].filter(isOurs).map(({ id }) => id));
  const waiting = Math.min(asked.count, waitingNow.size);
  const diedSince = dead.filter((each) => isOld(each) && Date.parse(each.updatedAt) >= asked.notBeforeMs);
  const failed = Math.min(asked.count - waiting, diedSince.length);
  return { waiting, failed, delivered: asked.count - waiting - failed, isCutOff };
}
