import { EVENT_LIMITS } from '#domain';
import { createHttpApp, serve } from '#http-api';
import { AppModule } from './app.module.js';
import { DEFAULT_PORT, SETTINGS } from './settings.js';

const app = await createHttpApp(AppModule, {
  bodyLimitBytes: EVENT_LIMITS.maxRequestBytes,
  bodies: 'raw',
  trustedProxies: SETTINGS.TRUSTED_PROXIES,
});
await serve(app, SETTINGS, DEFAULT_PORT);
