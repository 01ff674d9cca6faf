import { createHttpApp } from '#http-api';
import { AppModule } from './app.module.js';
import { DEFAULT_PORT, settings } from './settings.js';

const MAX_BODY_BYTES = 12 * 1024 * 1024;

const app = await createHttpApp(AppModule, { bodyLimitBytes: MAX_BODY_BYTES, bodies: 'raw' });
await app.listen(settings.PORT ?? DEFAULT_PORT, settings.HOST);
