import { createHttpApp, serve } from '#http-api';
import { KafkaBatchServer, KafkaClient } from '#kafka';
import { LOGGER, type Logger } from '#telemetry';
import { AppModule } from './app.module.js';
import { RECORDER_TRANSPORT } from './record/events.recorder.js';
import { DeliveriesSender, SENDER_TRANSPORT } from './send/deliveries.sender.js';
import { DEFAULT_PORT, SETTINGS } from './settings.js';

const app = await createHttpApp(AppModule, { bodyLimitBytes: 1024, bodies: 'json' });
const client = app.get(KafkaClient);
const logger = app.get<Logger>(LOGGER);

if (SETTINGS.WORKER_ROLES.includes('send')) {
  const sender = app.get(DeliveriesSender);
  app.connectMicroservice({
    strategy: new KafkaBatchServer({
      transport: SENDER_TRANSPORT,
      client,
      groupId: client.topics.groupId('sender'),
      logger,
      maxOpenRecords: SETTINGS.WORKER_MAX_OPEN,
      onPause: (paused) => sender.hurry(paused),
      rebalance: { before: () => sender.hold(), after: (lost) => sender.release(lost) },
    }),
  });
}
if (SETTINGS.WORKER_ROLES.includes('record')) {
  app.connectMicroservice({
    strategy: new KafkaBatchServer({
      transport: RECORDER_TRANSPORT,
      client,
      groupId: client.topics.groupId('recorder'),
      logger,
      // Nobody waits for the recorder: large batches cost PostgreSQL a third of small ones.
      minBytes: 1024 * 1024,
      maxWaitMs: 250,
    }),
  });
}
await serve(app, SETTINGS, DEFAULT_PORT);
