import type { FieldProblem } from './api.types';

/** Why a form was refused: by the name of its field, and what has none. */
export interface Refusal {
  readonly problems: Readonly<Record<string, string | undefined>>;
  readonly others: readonly string[];
}

/** Sorts what the API said to the fields of a form: each path goes to the longest name that it begins with. */
export function refusalOf(given: readonly FieldProblem[], fields: readonly string[]): Refusal {
  const problems: Record<string, string> = {};
  const others: string[] = [];
  const longestFirst = fields.toSorted((one, other) => other.length - one.length);
  for (const { field, reason } of given) {
    const name = longestFirst.find((each) => field === each || field.startsWith(`${each}.`));
    if (name === undefined) others.push(field === '' ? reason : `${field}: ${reason}`);
    else {
      const text = field === name ? reason : `${field.slice(name.length + 1)}: ${reason}`;
      problems[name] = problems[name] === undefined ? text : `${problems[name]}; ${text}`;
    }
  }
  return { problems, others };
}
