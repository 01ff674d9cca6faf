/**
 * `npm run licences`: lists the licences of what is installed in production, as package-lock.json says. Ends with 1 where one is
 * missing or none that Carehook may be given away under. `--check` lists only those; a path names another lock file.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** Permissive: they ask for their text to be kept, and nothing of Carehook. */
const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Python-2.0']);

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
const lockFile = positionals[0] ?? new URL('../../package-lock.json', import.meta.url);
const packages = Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages)
  .filter(([path, { dev, link }]) => path !== '' && !dev && !link)
  .map(([path, { version, license }]) => ({ name: path.replace(/^.*node_modules\//, ''), version, license }));
const refused = packages.filter(({ license }) => !isAllowed(license));

for (const { name, version, license } of values.check ? [] : packages) console.log(`${license}\t${name} ${version}`);
for (const { name, version, license } of refused) {
  console.error(`${name} ${version}: ${license ? `${license} is not among the allowed licences` : 'says no licence'}`);
}
console.log(`${packages.length} packages in production, ${refused.length} of them refused`);
process.exitCode = refused.length > 0 ? 1 : 0;

/** An SPDX expression of `OR`, `AND` and brackets around the whole: any, or all, of its licences. */
function isAllowed(expression) {
  const choices = (expression ?? '').replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((licence) => ALLOWED.has(licence)));
}
