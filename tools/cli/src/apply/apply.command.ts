import type { Command } from 'commander';
import { type CommandContext, contextOf } from '../command.context.js';
import type { Terminal } from '../terminal.js';
import { textOfFile } from '../text.source.js';
import { type Change, changesTo, type PresentWebhook } from './webhooks.diff.js';

interface ApplyOptions {
  readonly file: string;
  readonly prune?: boolean;
  readonly dryRun?: boolean;
}

/** `apply --dry-run` found something to do. */
const EXIT_DIFFERS = 2;
const MARKS = { create: '+', update: '~', delete: '-', same: '=' } as const;

/** `carehook apply` */
export function addApply(program: Command): void {
  program
    .command('apply')
    .description('make the webhooks what a file says, by their names')
    .requiredOption('-f, --file <file>', 'YAML or JSON, - for what comes in: {webhooks: [{name, url, events, …}]}')
    .option('--prune', 'delete the webhooks that the file does not name')
    .option('--dry-run', 'only show what would be done; exit code 2 where that is something')
    .action(async (options: ApplyOptions, command: Command) => apply(contextOf(command), options));
}

async function apply({ api, terminal }: CommandContext, { file, prune = false, dryRun = false }: ApplyOptions) {
  // With the schemas it needs a quarter of a second that other commands need not wait.
  const { readWebhooksFile } = await import('./webhooks.file.js');
  const wanted = readWebhooksFile(await textOfFile(file));
  const changes = changesTo(wanted, await api.list<PresentWebhook>('/v1/webhooks'), prune);
  const done: object[] = [];
  for (const change of changes) {
    const secret = dryRun ? undefined : await carryOut(api, change);
    show(terminal, change, secret);
    done.push({ ...change, ...(secret !== undefined && { secret }) });
  }
  if (terminal.isJson) terminal.json(done);
  terminal.note(summary(changes, dryRun));
  if (dryRun && changes.some(({ kind }) => kind !== 'same')) process.exitCode = EXIT_DIFFERS;
}

/** Gives the secret of a new webhook, which is told this once. */
async function carryOut(api: CommandContext['api'], change: Change): Promise<string | undefined> {
  switch (change.kind) {
    case 'create':
      return (await api.send<{ secret?: string }>('POST', '/v1/webhooks', change.webhook)).secret;
    case 'update': {
      const body = Object.fromEntries(change.changes.map(({ field, to }) => [field, to]));
      await api.send('PATCH', `/v1/webhooks/${change.id}`, body);
      return undefined;
    }
    case 'delete':
      await api.send('DELETE', `/v1/webhooks/${change.id}`);
      return undefined;
    case 'same':
      return undefined;
  }
}

function show(terminal: Terminal, change: Change, secret: string | undefined): void {
  terminal.note(`${MARKS[change.kind]} ${change.name}`);
  if (secret !== undefined) terminal.note(`    secret, told this once: ${secret}`);
  if (change.kind !== 'update') return;
  for (const { field, from, to } of change.changes) {
    terminal.note(`    ${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`);
  }
}

function summary(changes: readonly Change[], dryRun: boolean): string {
  const count = (kind: Change['kind']) => changes.filter((each) => each.kind === kind).length;
  const will = dryRun ? 'to be ' : '';
  return `${count('create')} ${will}created, ${count('update')} ${will}changed, ${count('delete')} ${will}deleted, ${count('same')} left as they are`;
}
