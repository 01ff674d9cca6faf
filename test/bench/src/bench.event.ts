/** What the events of a load look like. Plain data, since it crosses to the load's process. */
export interface EventShape {
  /** Event number n is of type `bench.t` and `targets[n % targets.length]`. */
  readonly targets: readonly number[];
  /** Event number n is of ward `w` and n modulo this: for webhooks that filter by ward. */
  readonly wards?: number;
  /** Bytes of padding in the data. */
  readonly padding: number;
}

/** Every event to one webhook, of about 1 KB. */
export const ONE_TARGET: EventShape = { targets: [0], padding: 900 };

export function targetOf({ targets }: EventShape, n: number): number {
  return targets[n % targets.length] ?? 0;
}

export function eventType(shape: EventShape, n: number): string {
  return `bench.t${targetOf(shape, n)}`;
}

/** The data's JSON. The number comes first: the receiver looks for `"n":`. */
export function eventData({ wards, padding }: EventShape, n: number): string {
  const ward = wards === undefined ? '' : `"ward":"w${n % wards}",`;
  return `{"n":${n},${ward}"padding":"${'x'.repeat(padding)}"}`;
}

/** The event as `POST /v1/events` takes it. */
export function eventJson(shape: EventShape, n: number): string {
  return `{"type":"${eventType(shape, n)}","data":${eventData(shape, n)}}`;
}
