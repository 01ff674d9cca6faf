import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/** How a sample of docs/verify.md is run: beside a driver, which reads the cases and prints `true` or `false` for each. */
export interface Language {
  readonly name: string;
  /** Of the page's code block. */
  readonly fence: string;
  /** Ends well where the language is installed, in the version that its sample asks for. */
  readonly tool: readonly [command: string, ...args: string[]];
  /** Where the sample and the driver go, in a folder of their own. */
  readonly files: {
    readonly sample: string;
    readonly driver: string;
    readonly more?: Readonly<Record<string, string>>;
  };
  readonly driver: string;
  readonly transpile?: (sample: string) => string;
  /** Run in the folder, one after another; the last one reads the cases. */
  readonly commands: readonly (readonly [command: string, ...args: string[]])[];
}

export const LANGUAGES: readonly Language[] = [
  {
    name: 'TypeScript',
    fence: 'ts',
    tool: [process.execPath, '--version'],
    files: { sample: 'sample.mjs', driver: 'driver.mjs' },
    driver: 'driver.mjs',
    transpile: (sample) =>
      transpileModule(sample, { compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 } })
        .outputText,
    commands: [[process.execPath, 'driver.mjs']],
  },
  {
    name: 'Python',
    fence: 'python',
    tool: ['python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 10))'],
    files: { sample: 'sample.py', driver: 'driver.py' },
    driver: 'driver.py',
    commands: [['python3', 'driver.py']],
  },
  {
    name: 'PHP',
    fence: 'php',
    tool: ['php', '-r', 'exit(PHP_VERSION_ID < 80000 ? 1 : 0);'],
    files: { sample: 'sample.php', driver: 'driver.php' },
    driver: 'driver.php',
    commands: [['php', 'driver.php']],
  },
  {
    name: 'Go',
    fence: 'go',
    tool: ['go', 'version'],
    files: { sample: 'webhooks/sample.go', driver: 'main.go', more: { 'go.mod': 'module verify\n\ngo 1.18\n' } },
    driver: 'driver.go',
    commands: [['go', 'run', '.']],
  },
  {
    name: 'Java',
    fence: 'java',
    tool: ['javac', '--release', '17', '-version'],
    files: { sample: 'WebhookSignatures.java', driver: 'Driver.java' },
    driver: 'Driver.java',
    commands: [
      ['javac', 'WebhookSignatures.java', 'Driver.java'],
      ['java', '-cp', '.', 'Driver'],
    ],
  },
];

export function isInstalled({ tool: [command, ...args] }: Language): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** What the sample answers to each line of cases. Rejects with what the language printed where it fails. */
export async function answersOf(language: Language, sample: string, lines: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'carehook-verify-'));
  try {
    const { files, transpile = (text: string) => text, driver, commands } = language;
    for (const [name, text] of Object.entries({ ...files.more, [files.sample]: transpile(sample) })) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    await copyFile(path.join(import.meta.dirname, 'verify-drivers', driver), path.join(folder, files.driver));
    let printed = '';
    for (const command of commands) printed = await run(folder, command, `${lines.join('\n')}\n`);
    return printed.trimEnd().split(/\r?\n/);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Nothing is fetched from a network: the samples depend on nothing. */
const OFFLINE = { GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOWORK: 'off' };

async function run(cwd: string, [command, ...args]: Language['tool'], input: string): Promise<string> {
  const running = promisify(execFile)(command, args, { cwd, env: { ...process.env, ...OFFLINE } });
  // A compiler may end without reading.
  running.child.stdin?.on('error', () => undefined).end(input);
  return (await running).stdout;
}
