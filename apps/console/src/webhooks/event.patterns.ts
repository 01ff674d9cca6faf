import type { EventType } from '../api/api.types';

/** Whether one of the patterns (`*`, `patient.*`, `patient.created`) is for this type. */
export function isMatched(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type));
}

/** What belongs to the dialect before what others document, which can be sent in it too. */
export function inOrderFor(dialect: string, types: readonly EventType[]): EventType[] {
  const rank = (type: EventType) =>
    type.origin === 'tenant' ? 0 : type.dialect === dialect ? 1 : type.dialect ? 2 : 3;
  return types.toSorted((one, other) => rank(one) - rank(other));
}

/** Each type once, and before them what stands for several: all, and what begins alike. */
export function suggestionsOf(types: readonly string[]): string[] {
  const prefixes = types.filter((type) => type.includes('.')).map((type) => `${type.slice(0, type.indexOf('.'))}.*`);
  const several = prefixes.filter((each, index) => prefixes.indexOf(each) !== index);
  return [...new Set(['*', ...several, ...types])];
}
