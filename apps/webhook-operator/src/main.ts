import { createHttpApp, serve } from '#http-api';
import { AppModule } from './app.module.js';
import { DEFAULT_PORT, SETTINGS } from './settings.js';

const app = await createHttpApp(AppModule, { bodyLimitBytes: 1024, bodies: 'json' });
await serve(app, SETTINGS, DEFAULT_PORT);
