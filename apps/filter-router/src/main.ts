import { createHttpApp, serve } from '#http-api';
import { KafkaBatchServer, KafkaClient } from '#kafka';
import { LOGGER, type Logger } from '#telemetry';
import { AppModule } from './app.module.js';
import { ROUTER_TRANSPORT } from './routing/events.router.js';
import { APP_NAME, DEFAULT_PORT, SETTINGS } from './settings.js';

const app = await createHttpApp(AppModule, { bodyLimitBytes: 1024, bodies: 'json' });
const client = app.get(KafkaClient);
app.connectMicroservice({
  strategy: new KafkaBatchServer({
    transport: ROUTER_TRANSPORT,
    client,
    groupId: client.topics.groupId(APP_NAME),
    logger: app.get<Logger>(LOGGER),
  }),
});
await serve(app, SETTINGS, DEFAULT_PORT);
