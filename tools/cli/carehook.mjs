#!/usr/bin/env node
/** `npx carehook`: the built command line. Plain JavaScript, because dist may not exist yet. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const main = join(root, 'dist', 'tools', 'cli', 'src', 'main.js');
if (existsSync(main)) {
  await import(pathToFileURL(main).href);
} else {
  console.error(`carehook is not built yet: run "npm ci" and "npm run build" in ${root}, or "npm start".`);
  process.exitCode = 1;
}
