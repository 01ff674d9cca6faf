import { tableLines } from '../../../../tools/local-stack/src/demo/table.js';
import type { ProcessCost } from '../measure/process.costs.js';
import type { MeasurementResult, ScenarioResult } from './bench.result.js';
import type { ComparedFigure } from './result.comparison.js';

/** A scenario's figures, and what each process spent on them where that was measured. */
export function resultLines({ scenario, measurements }: ScenarioResult): string[] {
  const figures = namesOf(measurements.map(({ figures: row }) => row));
  const rows = measurements.map((row) => [row.name, ...figures.map((figure) => cell(row, figure))]);
  return [
    '',
    ...alignedLines([scenario, ...figures], rows),
    ...histogramLines(measurements),
    ...costLines('CPU µs each', measurements, ({ cpuUs }) => cpuUs),
    ...costLines('bytes written each', measurements, ({ writtenBytes }) => writtenBytes),
    ...costLines('MiB resident', measurements, ({ rssMiB }) => rssMiB),
  ];
}

export function comparisonLines(figures: readonly ComparedFigure[]): string[] {
  const rows = figures.map(({ scenario, measurement, figure, earlier, later, ratio }) => [
    `${scenario}: ${measurement}: ${figure}`,
    number(earlier),
    number(later),
    number(ratio),
  ]);
  return ['', ...alignedLines(['compared', 'earlier', 'now', 'ratio'], rows)];
}

/** Three or four figures, thousands set apart: what a measurement is worth. A dash where there is no number. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const fractionDigits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits });
}

/** The share of the times in each bucket, in percent; those from one bound to the next. */
function histogramLines(measurements: readonly MeasurementResult[]): string[] {
  const rows = measurements.flatMap(({ name, histogram }) => (histogram ? [{ name, histogram }] : []));
  const bounds = rows[0]?.histogram.map(({ belowMs }) => (belowMs === null ? 'longer' : `<${belowMs}`));
  if (!bounds) return [];
  const shares = rows.map(({ name, histogram }) => {
    const total = histogram.reduce((sum, { count }) => sum + count, 0);
    return [`  ${name}`, ...histogram.map(({ count }) => (count === 0 ? '' : number((count / total) * 100)))];
  });
  return ['', ...alignedLines(['  % of times, ms', ...bounds], shares)];
}

function costLines(
  title: string,
  measurements: readonly MeasurementResult[],
  read: (cost: ProcessCost) => number | undefined,
): string[] {
  const costed = measurements.flatMap(({ name, costs }) => (costs ? [{ name, costs }] : []));
  const processes = namesOf(costed.map(({ costs }) => costs));
  if (processes.length === 0) return [];
  const rows = costed.map(({ name, costs }) => {
    const values = processes.map((process) => costs[process] && read(costs[process]));
    return [`  ${name}`, ...values.map((value) => number(value ?? Number.NaN))];
  });
  return ['', ...alignedLines([`  ${title}`, ...processes], rows)];
}

/** A table whose columns but the first are numbers in words of their own: to the right, as their heads are. */
function alignedLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const aligned = (cells: readonly string[]) =>
    cells.map((text, column) => (column === 0 ? text : text.padStart(widths[column] ?? 0)));
  return tableLines(aligned(head), rows.map(aligned));
}

function cell({ figures, spread }: MeasurementResult, figure: string): string {
  const value = figures[figure];
  if (value === undefined) return '';
  const range = spread?.[figure];
  return range ? `${number(value)} (${number(range[0])}–${number(range[1])})` : number(value);
}

function namesOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
