/**
 * Every pattern that matches an event type: for `a.b.c` these are `a.b.c`, `a.b.*`, `a.*` and `*`. A prefix pattern matches
 * everything below the prefix at any depth, and not the prefix itself.
 */
export function patternsMatching(type: string): string[] {
  const patterns = [type];
  for (let dot = type.lastIndexOf('.'); dot > 0; dot = type.lastIndexOf('.', dot - 1)) {
    patterns.push(`${type.slice(0, dot)}.*`);
  }
  patterns.push('*');
  return patterns;
}

/** Whether any of a webhook's event patterns matches an event type. */
export function matchesEventType(patterns: readonly string[], type: string): boolean {
  return patternsMatching(type).some((pattern) => patterns.includes(pattern));
}
