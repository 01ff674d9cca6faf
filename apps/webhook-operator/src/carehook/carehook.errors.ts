import type { FieldProblem } from '#domain';

/** Carehook answered with an error. */
export class CarehookRefused extends Error {
  override readonly name = 'CarehookRefused';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly FieldProblem[],
  ) {
    super(message);
  }
}

/** No answer: whether the request was carried out is not known. */
export class CarehookUnreachable extends Error {
  override readonly name = 'CarehookUnreachable';
  constructor(
    readonly origin: string,
    readonly reason: string,
  ) {
    super(`${origin} did not answer: ${reason}`);
  }
}
