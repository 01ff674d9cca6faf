import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentReporter } from '../reporter.js';
import { commandLineOf } from './command.run.js';
import { ProcessNotReady, type ProcessPlan } from './process.plan.js';
import { waitUntilGone } from './process-group.signal.js';
import { AlreadyRunning, RunLedger } from './run.ledger.js';
import { Supervisor } from './supervisor.js';

let folder: string;
let supervisor: Supervisor;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carehook-supervisor-'));
  supervisor = new Supervisor({ dataDir: folder, reporter: silentReporter });
});
afterEach(async () => {
  await supervisor.stop([]);
  rmSync(folder, { recursive: true });
});

/** A process that writes its pid to a file and then runs `script`. */
function plan(name: string, script = 'setInterval(() => {}, 1000)', graceMs = 2_000): ProcessPlan {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(`${file}.up`)}, String(process.pid)); console.log('${name} is up'); ${script}`,
  );
  return {
    name,
    command: process.execPath,
    args: [file],
    marker: file,
    stopSignal: 'SIGTERM',
    graceMs,
    readyTimeoutMs: 10_000,
    prepare: async () => rmSync(`${file}.up`, { force: true }),
    isReady: async () => existsSync(`${file}.up`) && readFileSync(`${file}.up`, 'utf8') !== '',
  };
}

const isGone = (pid: number | undefined) => pid === undefined || commandLineOf(pid) === undefined;

describe('Supervisor', () => {
  it('starts a process that was killed again within two seconds, under a new pid', async () => {
    const dummy = await supervisor.start(plan('dummy'));
    const before = dummy.pid;
    const killedAtMs = Date.now();
    await dummy.kill9();
    await dummy.ready();
    expect(Date.now() - killedAtMs).toBeLessThan(2_000);
    expect(dummy.pid).not.toBe(before);
    expect(supervisor.processes()).toEqual([{ name: 'dummy', pid: dummy.pid }]);
  });

  it('keeps a process down between down and up', async () => {
    const dummy = await supervisor.start(plan('dummy'));
    await dummy.down();
    await sleep(400);
    expect(dummy.isRunning).toBe(false);
    await dummy.up();
    expect(dummy.isRunning).toBe(true);
  });

  it('kills a process that ignores its stop signal, after the grace time', async () => {
    const stubborn = await supervisor.start(
      plan('stubborn', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)", 300),
    );
    const { pid } = stubborn;
    await supervisor.stop([]);
    expect(isGone(pid)).toBe(true);
  });

  it('ends a process together with what that process started', async () => {
    const script = `import { spawn } from 'node:child_process'; const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); fs.writeFileSync(${JSON.stringify(join(folder, 'grandchild'))}, String(grandchild.pid)); process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1000)`;
    await supervisor.start(plan('parent', script));
    await waitUntilGone(() => existsSync(join(folder, 'grandchild')), 2_000);
    const grandchild = Number(readFileSync(join(folder, 'grandchild'), 'utf8'));
    await supervisor.stop([]);
    expect(await waitUntilGone(() => isGone(grandchild), 2_000)).toBe(true);
  });

  it('writes the output to a log and shows its end when the process keeps dying', async () => {
    const failing = {
      ...plan('failing', "console.error('no such database'); process.exit(1)"),
      isReady: async () => false,
    };
    const error = await supervisor.start(failing).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProcessNotReady);
    expect(String(error)).toContain('ends again and again');
    expect(String(error)).toContain('no such database');
  });

  it('stops the servers after everything else', async () => {
    const script = (name: string) =>
      `process.on('SIGTERM', () => { fs.appendFileSync(${JSON.stringify(join(folder, 'order'))}, '${name} '); process.exit(); }); setInterval(() => {}, 1000)`;
    for (const name of ['postgres', 'kafka', 'app']) await supervisor.start(plan(name, script(name)));
    await supervisor.stop(['kafka', 'postgres']);
    expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('app kafka postgres ');
  });
});

describe('RunLedger', () => {
  const file = () => join(folder, 'run.json');

  it('ends what a killed run left behind, and nothing that merely has its pid', async () => {
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'left-behind'], { detached: true });
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'innocent'], { detached: true });
    const entry = { marker: 'left-behind', stopSignal: 'SIGTERM' } as const;
    new RunLedger(file()).write([
      { name: 'a', pid: left.pid ?? 0, ...entry },
      { name: 'b', pid: other.pid ?? 0, ...entry },
    ]);
    await new RunLedger(file()).endOrphans(silentReporter);
    expect(isGone(left.pid)).toBe(true);
    expect(isGone(other.pid)).toBe(false);
    expect(existsSync(file())).toBe(false);
    other.kill('SIGKILL');
  });

  it('refuses a data folder whose run is alive', async () => {
    const owner = { pid: process.ppid, commandLine: commandLineOf(process.ppid) };
    writeFileSync(file(), JSON.stringify({ owner, processes: [] }));
    await expect(new RunLedger(file()).endOrphans(silentReporter)).rejects.toThrow(AlreadyRunning);
  });
});
