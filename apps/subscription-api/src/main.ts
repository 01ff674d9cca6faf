import { randomUUID } from 'node:crypto';
import { createHttpApp, serve } from '#http-api';
import { KafkaBatchServer, KafkaClient } from '#kafka';
import { isDatabaseAway } from '#postgres';
import { LOGGER, type Logger } from '#telemetry';
import { serveApiDocs } from './api-docs/api-docs.js';
import { AppModule } from './app.module.js';
import { serveConsole } from './console/console.js';
import { ERROR_FORMS } from './facades/facade.registry.js';
import { LiveTopics } from './live/live.topics.js';
import { LIVE } from './live/live.transport.js';
import { DEFAULT_PORT, SETTINGS } from './settings.js';

const MAX_BODY_BYTES = 1024 * 1024;

const app = await createHttpApp(AppModule, {
  bodies: 'json',
  bodyLimitBytes: MAX_BODY_BYTES,
  errorForms: ERROR_FORMS,
  isOutage: isDatabaseAway,
  trustedProxies: SETTINGS.TRUSTED_PROXIES,
});
await serveApiDocs(app);
serveConsole(app);
await app.init();

const client = app.get(KafkaClient);
const topics = app.get(LiveTopics);
app.connectMicroservice({
  strategy: new KafkaBatchServer({
    transport: LIVE,
    client,
    // Every process watches all that happens, so none shares its group with another.
    groupId: client.topics.groupId(`live.${randomUUID()}`),
    startAt: 'latest',
    onDemand: { outcomes: topics.outcomes, events: topics.events },
    // How late the first outcome may be seen after a pause, at most.
    maxWaitMs: 100,
    logger: app.get<Logger>(LOGGER),
  }),
});
await serve(app, SETTINGS, DEFAULT_PORT);
