import { createHttpApp, serve } from '#http-api';
import { AppModule } from './app.module.js';
import { DEFAULT_PORT, SETTINGS } from './settings.js';

const MAX_BODY_BYTES = 12 * 1024 * 1024;

const app = await createHttpApp(AppModule, {
  bodyLimitBytes: MAX_BODY_BYTES,
  bodies: 'raw',
  trustedProxies: SETTINGS.TRUSTED_PROXIES,
});
await serve(app, SETTINGS, DEFAULT_PORT);
