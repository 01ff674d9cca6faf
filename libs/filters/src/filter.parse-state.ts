import type { FieldProblem } from '#domain';
import { type FilterAliases, MAX_FILTER_CONDITIONS } from './filter.language.js';

/** What one parse gathers on its way through the document. */
export interface ParseState {
  readonly aliases: FilterAliases;
  readonly root: string;
  readonly problems: FieldProblem[];
  conditionCount: number;
}

const MAX_PROBLEMS = 100;

export function refuse(state: ParseState, field: string, reason: string): void {
  if (state.problems.length < MAX_PROBLEMS) state.problems.push({ field, reason });
}

/** Counts one more condition; false, with a problem told once, where that is one too many. */
export function countCondition(state: ParseState): boolean {
  state.conditionCount += 1;
  if (state.conditionCount === MAX_FILTER_CONDITIONS + 1) {
    refuse(state, state.root, `a filter has at most ${MAX_FILTER_CONDITIONS} conditions`);
  }
  return state.conditionCount <= MAX_FILTER_CONDITIONS;
}
