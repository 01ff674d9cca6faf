/** What tells `npm start` that the packages or the build are out of date. Plain JavaScript: node_modules may not exist. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The console shows the samples of `docs/verify.md`. */
const SOURCES = [
  ...['apps', 'libs', 'tools', 'docs/verify.md'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'],
];
const NOT_BUILT = /(^|\/)(node_modules|dist|\.[^/]+)$|\.test\.tsx?$|\.md$/;

/** Why `npm ci` has to run, or `undefined` where node_modules holds what package-lock.json says. */
export function installReason(root) {
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'node_modules is missing';
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const differs = Object.entries(wanted).some(([path, entry]) => path !== '' && !isThere(installed, path, entry));
  return differs ? 'package-lock.json has changed' : undefined;
}

/** A package for another platform is optional and rightly absent. */
function isThere(installed, path, wanted) {
  const found = installed.packages?.[path];
  if (!found) return Boolean(wanted.optional || wanted.devOptional);
  return found.version === wanted.version && found.integrity === wanted.integrity;
}

/** SHA-256 over the names and contents of everything that the build reads; times do not count. */
export function sourcesHash(root) {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(root, source);
    if (existsSync(path)) addPath(hash, root, path, source);
  }
  return hash.digest('hex');
}

function addPath(hash, root, path, source) {
  const name = relative(root, path).replaceAll('\\', '/');
  if (name !== source && NOT_BUILT.test(name)) return;
  if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path).sort()) addPath(hash, root, join(path, entry), source);
  } else {
    const content = readFileSync(path);
    hash.update(`${name}:${content.length}:`).update(content);
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
