export { ApiKeyDirectory } from './api-key.directory.js';
export { DataErased, DataKeyDirectory, DataKeyUnavailable } from './data-key.directory.js';
export { DirectoryModule } from './directory.module.js';
export { DirectorySync, DirectoryTooStale } from './directory.sync.js';
export { EventTypeDirectory } from './event-type.directory.js';
export { WebhookDirectory } from './webhook.directory.js';
