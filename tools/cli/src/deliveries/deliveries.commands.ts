import type { Command } from 'commander';
import type { LiveDelivery } from '#domain';
import { type CommandContext, contextOf, webhookIdOf, wholeNumber } from '../command.context.js';
import { CommandFailed } from '../command.errors.js';
import { liveRows } from '../live/live.rows.js';

interface DeliveryAnswer {
  readonly id: string;
  readonly webhookId: string;
  readonly eventType: string;
  readonly status: string;
  readonly attempts: number;
  readonly lastCode: string;
  readonly lastStatusCode: number | null;
  readonly nextAttemptAt: string | null;
  readonly acceptedAt: string;
}

interface AttemptAnswer {
  readonly attempt: number;
  readonly result: string;
  readonly code: string;
  readonly statusCode: number | null;
  readonly startedAt: string;
  readonly durationMs: number | null;
  readonly error: string | null;
}

interface Selection {
  readonly webhook?: string;
  readonly status?: string;
  readonly type?: string;
  readonly from?: string;
  readonly to?: string;
  readonly event?: string;
  readonly limit?: number;
  readonly ratePerSecond?: number;
  readonly yes?: boolean;
}

const DEFAULT_LISTED = 50;

/** `carehook deliveries …` */
export function addDeliveries(program: Command): void {
  const deliveries = program.command('deliveries').description('events on their way to webhooks');
  selecting(deliveries.command('list').description('newest first'))
    .option('--event <id>', 'of the event that its producer gave this id')
    .option('--limit <number>', `how many, at most (${DEFAULT_LISTED})`, wholeNumber)
    .action(async (options: Selection, command: Command) => list(contextOf(command), options));
  deliveries
    .command('tail')
    .description('show every attempt as it ends')
    .option('--webhook <webhook>', 'only to this one')
    .option('--status <status>', 'only what stands so after the attempt: pending, delivered, dead, cancelled')
    .action(async (options: Selection, command: Command) => tail(contextOf(command), options));
  deliveries
    .command('get <id>')
    .description('show one with its attempts')
    .action(async (id: string, _options: object, command: Command) => get(contextOf(command), id));
  selecting(deliveries.command('retry [id]').description('try one now, or all dead ones that are selected'))
    .option('--rate-per-second <number>', 'how many become due a second, at most', wholeNumber)
    .option('--yes', 'do not ask')
    .action(async (id: string | undefined, options: Selection, command: Command) =>
      id === undefined ? retryMany(contextOf(command), options) : one(contextOf(command), id, 'retry'),
    );
  deliveries
    .command('cancel <id>')
    .description('give one up that waits')
    .action(async (id: string, _options: object, command: Command) => one(contextOf(command), id, 'cancel'));
}

function selecting(command: Command): Command {
  return command
    .option('--webhook <webhook>', 'to this one')
    .option('--status <status>', 'pending, queued, delivered, dead, cancelled')
    .option('--type <type>', 'of their events')
    .option('--from <time>', 'made at this moment or later')
    .option('--to <time>', 'made before this one');
}

async function queryOf({ api }: CommandContext, { webhook, status, type: eventType, from, to }: Selection) {
  const webhookId = webhook === undefined ? undefined : await webhookIdOf(api, webhook);
  return { webhookId, status, eventType, from, to };
}

async function list(context: CommandContext, options: Selection): Promise<void> {
  const query = { ...(await queryOf(context, options)), eventId: options.event };
  context.terminal.table(
    await context.api.list<DeliveryAnswer>('/v1/deliveries', query, options.limit ?? DEFAULT_LISTED),
    {
      accepted: ({ acceptedAt }) => acceptedAt,
      id: ({ id }) => id,
      event: ({ eventType }) => eventType,
      webhook: ({ webhookId }) => webhookId,
      status: ({ status }) => status,
      attempts: ({ attempts }) => attempts,
      last: ({ lastCode, lastStatusCode }) => lastStatusCode ?? lastCode,
      next: ({ nextAttemptAt }) => nextAttemptAt,
    },
    'There are no such deliveries.',
  );
}

async function tail(context: CommandContext, { webhook, status }: Selection): Promise<void> {
  const { api, terminal } = context;
  const query = { webhookId: webhook === undefined ? undefined : await webhookIdOf(api, webhook), status };
  const ready = () => terminal.warn('watching deliveries; Ctrl-C ends it');
  for await (const row of liveRows<LiveDelivery>(context, query, ready)) {
    const took = row.durationMs === null ? null : `${row.durationMs} ms`;
    const next = row.nextAttemptAt === null ? row.status : `again at ${row.nextAttemptAt}`;
    terminal.row(row, [row.id, row.webhookId, row.eventType, row.attempt, row.statusCode ?? row.code, took, next]);
  }
}

async function get({ api, terminal }: CommandContext, id: string): Promise<void> {
  const path = `/v1/deliveries/${encodeURIComponent(id)}`;
  const delivery = await api.get<DeliveryAnswer>(path);
  const { data: attempts } = await api.get<{ data: AttemptAnswer[] }>(`${path}/attempts`);
  if (terminal.isJson) return terminal.json({ ...delivery, attemptsMade: attempts });
  terminal.fields(delivery);
  terminal.note('');
  terminal.table(
    attempts,
    {
      attempt: ({ attempt }) => attempt,
      started: ({ startedAt }) => startedAt,
      result: ({ result }) => result,
      code: ({ code, statusCode }) => statusCode ?? code,
      ms: ({ durationMs }) => durationMs,
      error: ({ error }) => error,
    },
    'Nothing was sent yet.',
  );
}

async function one({ api, terminal }: CommandContext, id: string, verb: 'retry' | 'cancel'): Promise<void> {
  terminal.fields(await api.send<object>('POST', `/v1/deliveries/${encodeURIComponent(id)}/${verb}`));
}

async function retryMany(context: CommandContext, options: Selection): Promise<void> {
  const { api, terminal } = context;
  if (options.status === undefined) throw new CommandFailed('say the id of a delivery, or --status dead for all such');
  const body = { ...(await queryOf(context, options)), ratePerSecond: options.ratePerSecond };
  const { count } = await api.send<{ count: number }>('POST', '/v1/deliveries/retry', { ...body, dryRun: true });
  if (count > 0 && !options.yes && !(await terminal.confirm(`${count} dead deliveries will be tried again. Go on?`))) {
    return terminal.note('nothing was done');
  }
  const none = { count: 0 };
  terminal.fields(count === 0 ? none : await api.send<object>('POST', '/v1/deliveries/retry', body));
}
