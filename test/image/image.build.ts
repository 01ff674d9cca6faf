import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { type Instruction, isIgnored, parseDockerfile, type Stage } from './dockerfile.js';

const WORKING_FOLDER = '/carehook';

/** The Dockerfile asks for something that this build does not know. */
export class StepUnknown extends Error {
  override readonly name = 'StepUnknown';
  constructor(readonly step: Instruction) {
    super(`no way to take the step ${step.name} ${step.text} without Docker`);
  }
}

/**
 * Takes the Dockerfile's steps without Docker: each stage is a folder that stands for its working folder. Base images are
 * what this machine has.
 */
export class ImageBuild {
  readonly stages: ReadonlyMap<string, Stage>;
  private readonly built = new Map<string, string>();

  constructor(private readonly folder: string) {
    this.stages = parseDockerfile(readFileSync(join(REPOSITORY_ROOT, 'Dockerfile'), 'utf8'));
  }

  /** Builds a target and what it needs. Returns the folder that is its working folder. */
  build(target: string): string {
    const done = this.built.get(target);
    if (done) return done;
    const stage = this.stages.get(target);
    if (!stage) throw new RangeError(`the Dockerfile has no stage ${target}`);
    const root = join(this.folder, target);
    mkdirSync(root, { recursive: true });
    if (this.stages.has(stage.from)) copy(this.build(stage.from), root);
    for (const instruction of stage.instructions) this.take(instruction, root);
    this.built.set(target, root);
    return root;
  }

  private take(instruction: Instruction, root: string): void {
    const { name, text } = instruction;
    if (name === 'COPY') this.copy(text, root);
    else if (name === 'RUN')
      execFileSync('sh', ['-c', text.replaceAll(/--mount=\S+\s+/g, '')], { cwd: root, stdio: 'pipe' });
    else if (name === 'WORKDIR' && text !== WORKING_FOLDER) throw new StepUnknown(instruction);
    else if (!DECLARATIONS.has(name)) throw new StepUnknown(instruction);
  }

  private copy(text: string, root: string): void {
    const words = text.split(/\s+/);
    const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
    const target = words.pop() ?? '';
    for (const word of words) {
      if (from !== undefined) {
        copy(join(this.build(from), word.slice(WORKING_FOLDER.length)), join(root, target));
      } else if (word === '.') {
        for (const file of contextFiles()) copy(join(REPOSITORY_ROOT, file), join(root, target, file));
      } else {
        // Fails where .dockerignore keeps it away, as Docker does.
        if (!contextFiles().includes(word)) throw new StepUnknown({ name: 'COPY', text: word });
        copy(join(REPOSITORY_ROOT, word), join(root, target, word));
      }
    }
  }
}

/** They say something about the image and change no file. */
const DECLARATIONS = new Set(['WORKDIR', 'ENV', 'ARG', 'LABEL', 'USER', 'EXPOSE', 'ENTRYPOINT', 'CMD', 'HEALTHCHECK']);

/** What Docker would be sent: a clean clone's files that .dockerignore lets through. */
function contextFiles(): string[] {
  const ignoreFile = readFileSync(join(REPOSITORY_ROOT, '.dockerignore'), 'utf8');
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: REPOSITORY_ROOT,
    encoding: 'utf8',
  });
  return listed.split('\0').filter((file) => file !== '' && !isIgnored(ignoreFile, file));
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
