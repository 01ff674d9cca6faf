/** What has to be there before anything of ours can run: the right Node, the packages, the build. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installReason, sourcesHash } from './stamps.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
/** The built local stack. */
export const main = join(root, 'dist', 'tools', 'local-stack', 'src', 'main.js');
/** The built console, which the build makes last. */
const consolePage = join(root, 'dist', 'apps', 'console', 'index.html');
const stampFile = join(root, 'dist', '.sources-stamp');
const BUILT = [main, consolePage];

/** Installs and builds what is out of date, and makes the repository's root the working folder. */
export async function prepare() {
  checkNode();
  process.chdir(root);
  await installIfNeeded();
  await buildIfNeeded();
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Carehook needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

async function installIfNeeded() {
  const reason = installReason(root);
  if (reason) await npm(`installing packages (${reason}; about a minute)`, ['ci', '--include=dev', '--loglevel=error']);
}

/** The stamp is of what was read before the build, so that an edit made meanwhile is built the next time. */
async function buildIfNeeded() {
  const hash = sourcesHash(root);
  const isThere = BUILT.every((path) => existsSync(path));
  if (isThere && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return;
  rmSync(stampFile, { force: true });
  await npm('building', ['run', 'build', '--silent']);
  const missing = BUILT.find((path) => !existsSync(path));
  if (missing) {
    console.error(`The build left no ${missing}.`);
    process.exit(1);
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
}

/** Runs npm quietly; what it wrote is shown in full when it fails. */
async function npm(what, args) {
  const startedAtMs = Date.now();
  console.log(`${what} …`);
  const [command, ...first] = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const child = spawn(command, [...first, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(1);
    });
    child.on('close', (exitCode) => resolve(exitCode ?? 1));
  });
  if (code !== 0) {
    console.error(`${output}\n"npm ${args.join(' ')}" failed.`);
    process.exit(1);
  }
  console.log(`  done in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
}
