import type { FieldProblem } from '#domain';

/** A filter document that is not in the language. Each problem names its place; none repeats a value. */
export class FilterRefused extends Error {
  override readonly name = 'FilterRefused';
  constructor(readonly problems: readonly FieldProblem[]) {
    super(problems.map(({ field, reason }) => `${field}: ${reason}`).join('; '));
  }
}
