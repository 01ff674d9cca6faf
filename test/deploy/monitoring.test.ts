import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { APP_SETTINGS } from './apps.settings.js';
import { documentedMetrics, labelsIn, metricsIn } from './metric.names.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly w: number };
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const read = (path: string) => readFileSync(join(REPOSITORY_ROOT, path), 'utf8');
const { groups } = load(read('monitoring/alerts.yml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('monitoring/grafana/dashboards/carehook.json')) as Dashboard;
const known = documentedMetrics();

function expectKnown(expression: string): void {
  const ofLibraries = ['app', 'le', 'job'];
  const metrics = metricsIn(expression);
  const labels = metrics.flatMap((name) => known.get(name)?.labels ?? []);
  expect(
    metrics.filter((name) => !known.has(name)),
    expression,
  ).toEqual([]);
  expect(
    labelsIn(expression).filter((label) => ![...labels, ...ofLibraries].includes(label)),
    expression,
  ).toEqual([]);
}

describe('the alert rules', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s reads metrics that exist, and has a place in the runbook',
    (name, rule) => {
      expectKnown(rule.expr);
      expect(rule.labels.severity).toMatch(/^(critical|warning)$/);
      expect(rule.annotations.runbook).toBe(`docs/runbook.md#${name.toLowerCase()}`);
      expect(read('docs/runbook.md')).toContain(`\n### ${name}\n`);
    },
  );

  it('are all that the runbook speaks of', () => {
    const sections = [...read('docs/runbook.md').matchAll(/^### (Carehook\w+)$/gm)].map(([, name]) => name);
    expect(sections.sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });
});

describe('the dashboard', () => {
  it('reads metrics that exist, within its width', () => {
    for (const { targets = [], gridPos } of dashboard.panels) {
      for (const { expr } of targets) expectKnown(expr);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  it('shows every metric of ours', () => {
    const shown = new Set(
      dashboard.panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => metricsIn(expr))),
    );
    expect([...known.keys()].filter((name) => !shown.has(name))).toEqual([]);
  });
});

it('Prometheus asks every service at its port', () => {
  const config = load(read('monitoring/prometheus.yml')) as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  expect(config.scrape_configs[0]?.static_configs[0]?.targets).toEqual(
    APP_SETTINGS.map(({ name, defaultPort }) => `${name}:${defaultPort}`),
  );
});
