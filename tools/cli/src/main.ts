/** The command line. Exit codes: 0 done, 1 refused or failed, 2 `apply --dry-run` found differences. */
import { Command } from 'commander';
import { addApply } from './apply/apply.command.js';
import { errorLines } from './command.errors.js';
import { addDeliveries } from './deliveries/deliveries.commands.js';
import { addEvents } from './events/events.commands.js';
import { addListen } from './listen/listen.command.js';
import { addStatus } from './status/status.command.js';
import { addWebhooks } from './webhooks/webhooks.commands.js';

const program = new Command('carehook')
  .description('Webhooks, events and deliveries of a Carehook, from the command line.')
  .option('--url <url>', "the subscription-api's URL (CAREHOOK_URL; default: the local stack that runs)")
  .option('--ingest-url <url>', "event-ingest's, where it is another (CAREHOOK_INGEST_URL)")
  .option('--key <key>', 'an API key (better in CAREHOOK_API_KEY, which other users of this machine cannot see)')
  .option('--json', 'JSON instead of tables, for scripts')
  .showHelpAfterError('(--help shows what there is)');
for (const add of [addWebhooks, addEvents, addDeliveries, addListen, addApply, addStatus]) add(program);

// Whoever reads our output may stop, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await program.parseAsync();
} catch (error) {
  for (const line of errorLines(error)) process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
