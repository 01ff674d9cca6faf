import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeJsonFile } from '../../../../tools/local-stack/src/json.file.js';
import { REPOSITORY_ROOT } from '../../../../tools/local-stack/src/layout.paths.js';
import type { ScenarioFailure, ScenarioResult } from './bench.result.js';
import type { MachineFacts, Versions } from './machine.facts.js';

const FOLDER = join(REPOSITORY_ROOT, 'test', 'output');

/** All that a run leaves behind. */
export interface BenchFile {
  /** When it began, ISO 8601. */
  readonly at: string;
  readonly runs: number;
  readonly machine: MachineFacts;
  readonly versions: Versions;
  readonly scenarios: readonly ScenarioResult[];
  /** Scenarios that failed, with the reason: there are no figures of those. */
  readonly failures: readonly ScenarioFailure[];
}

/** A file that was to be compared with is none of the benchmark's. */
export class NoBenchFile extends Error {
  override readonly name = 'NoBenchFile';
  constructor(readonly path: string) {
    super(`${path} holds no results of a benchmark`);
  }
}

/** Writes `bench-TIME.json`, and the same as `bench.json`. Returns the first one's path. */
export function writeBenchFile(content: BenchFile): string {
  const path = join(FOLDER, `bench-${content.at.replaceAll(/[:.]/g, '-')}.json`);
  writeJsonFile(path, content);
  copyFileSync(path, join(FOLDER, 'bench.json'));
  return path;
}

/** @throws NoBenchFile */
export function readBenchFile(path: string): BenchFile {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Partial<BenchFile>;
    if (Array.isArray(content.scenarios)) return content as BenchFile;
  } catch {
    throw new NoBenchFile(path);
  }
  throw new NoBenchFile(path);
}
