import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** No package.json of Carehook above this file. */
export class RepositoryNotFound extends Error {
  override readonly name = 'RepositoryNotFound';
  constructor(readonly from: string) {
    super(`no package.json of carehook in or above ${from}`);
  }
}

/** The folder of package.json, whether this runs from the sources or from dist. */
export const REPOSITORY_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Where the stack keeps its data, logs, secrets and the Kafka jars. */
export const LOCAL_FOLDER = join(REPOSITORY_ROOT, '.local');

/** The built file of a process: an app's `main`, or one of this tool's own entries. */
export const entryPoint = {
  app: (name: string, root = REPOSITORY_ROOT) => join(root, 'dist', 'apps', name, 'src', 'main.js'),
  demoReceiver: join(REPOSITORY_ROOT, 'dist', 'tools', 'local-stack', 'src', 'demo', 'receiver.main.js'),
};

function findRoot(from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'carehook') {
      return folder;
    }
  }
  throw new RepositoryNotFound(from);
}
