import type { Command } from 'commander';
import type { LiveEvent } from '#domain';
import { contextOf } from '../command.context.js';
import { CommandFailed } from '../command.errors.js';
import { liveRows } from '../live/live.rows.js';
import { textOfArgument, textOfFile } from '../text.source.js';
import { chunksOfLines, type EventOptions, eventBody } from './event.body.js';

const MAX_EVENTS_A_REQUEST = 1_000;

type SendOptions = EventOptions & { readonly ndjson?: string; readonly idempotencyKey?: string };

/** `carehook events …` */
export function addEvents(program: Command): void {
  const events = program.command('events').description('what happened');
  events
    .command('send [type] [data]')
    .description('publish an event; data is JSON, @file or - for what comes in (default: {})')
    .option('--id <id>', 'yours, to be safe from duplicates')
    .option('--source <source>')
    .option('--subject <subject>', 'what it is about, for example a patient')
    .option('--time <time>', 'when it happened, such as 2026-03-07T15:30:00Z')
    .option('--idempotency-key <key>', 'names this call, so that it can be made again')
    .option('--ndjson <file>', 'publish many instead: one event a line, - for what comes in')
    .action(async (type: string | undefined, data: string | undefined, options: SendOptions, command: Command) => {
      if (options.ndjson !== undefined) return sendMany(command, options.ndjson, options.idempotencyKey);
      if (type === undefined) throw new CommandFailed('say the type of the event, or --ndjson');
      const { api, terminal } = contextOf(command);
      const body = eventBody(type, await textOfArgument(data ?? '{}'), options);
      terminal.fields(await api.publish<object>(body, 'application/json', idempotency(options.idempotencyKey)));
    });
  events
    .command('tail')
    .description('show events as they come in, without their data')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const { terminal } = context;
      const ready = () => terminal.warn('watching events; Ctrl-C ends it');
      for await (const row of liveRows<LiveEvent>(context, { types: 'events' }, ready)) {
        terminal.row(row, [row.acceptedAt, row.type, row.source, row.id, row.uid]);
      }
    });
}

async function sendMany(command: Command, file: string, key: string | undefined): Promise<void> {
  const { api, terminal } = contextOf(command);
  const chunks = chunksOfLines(await textOfFile(file), MAX_EVENTS_A_REQUEST);
  if (chunks.length === 0) throw new CommandFailed(`${file}: has no events`);
  let accepted = 0;
  for (const [index, lines] of chunks.entries()) {
    const headers = idempotency(key === undefined || chunks.length === 1 ? key : `${key}-${index}`);
    try {
      accepted += (await api.publish<{ accepted: number }>(lines.join('\n'), 'application/x-ndjson', headers)).accepted;
    } catch (error) {
      // The fields of the answer count from here.
      terminal.warn(`${accepted} events were accepted; of those after them none in this request was:`);
      throw error;
    }
  }
  terminal.fields({ accepted });
}

function idempotency(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { 'idempotency-key': key };
}
