import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';

const NAME = /\bcarehook_[a-z_]+\b/g;

/** The metrics that the code registers: every name of the kind in a source file that is no test. */
export function registeredMetrics(): Set<string> {
  const names = new Set<string>();
  for (const folder of ['apps', 'libs']) {
    for (const path of readdirSync(join(REPOSITORY_ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
      const text = readFileSync(join(REPOSITORY_ROOT, folder, path), 'utf8');
      for (const [, name = ''] of text.matchAll(/'(carehook_[a-z_]+)'/g)) names.add(name);
    }
  }
  return names;
}

interface DocumentedMetric {
  readonly kind: string;
  readonly labels: readonly string[];
  /** The app or role that has it. */
  readonly where: string;
}

/** The rows of docs/metrics.md, by the metric's name. */
export function documentedMetrics(): Map<string, DocumentedMetric> {
  const page = readFileSync(join(REPOSITORY_ROOT, 'docs/metrics.md'), 'utf8');
  const rows = page.matchAll(/^\| `(carehook_[a-z_]+)` \| (\w+) \| [^|]+ \| ([^|]*)\| ([^|]+) \|/gm);
  return new Map(
    [...rows].map(([, name = '', kind = '', labels = '', where = '']) => [
      name,
      { kind, where, labels: [...labels.matchAll(/`([a-z]+)`/g)].map(([, label = '']) => label) },
    ]),
  );
}

/** The metrics that an expression reads, a histogram's parts as the histogram. */
export function metricsIn(expression: string): string[] {
  return [...expression.matchAll(NAME)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''));
}

/** The labels that an expression selects or groups by. */
export function labelsIn(expression: string): string[] {
  const selected = [...expression.matchAll(/[{,]\s*(\w+)(?:=|!=|=~|!~)"/g)].map(([, label = '']) => label);
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(', '));
  return [...selected, ...grouped];
}
