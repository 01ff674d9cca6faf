import { createHttpApp } from '#http-api';
import { KafkaBatchServer, KafkaClient } from '#kafka';
import { LOGGER, type Logger } from '#telemetry';
import { AppModule } from './app.module.js';
import { ROUTER_TRANSPORT } from './routing/events.router.js';
import { APP, DEFAULT_PORT, settings } from './settings.js';

const app = await createHttpApp(AppModule, { bodyLimitBytes: 1024, bodies: 'json' });
const client = app.get(KafkaClient);
app.connectMicroservice({
  strategy: new KafkaBatchServer({
    transport: ROUTER_TRANSPORT,
    client,
    groupId: client.topics.groupId(APP),
    logger: app.get<Logger>(LOGGER),
  }),
});
await app.listen(settings.PORT ?? DEFAULT_PORT, settings.HOST);
await app.startAllMicroservices();
