import { configurationDocument } from '../configuration.document.js';
import { MedilabCreate } from './medilab.schema.js';
import { nativeCreate } from './medilab-webhook.map.js';

/** The body of the page's "create a webhook", and its examples of integrations. */
export const medilabDocument = configurationDocument(MedilabCreate, nativeCreate, {
  active: 'is_active',
  'retryConfig.maxRetries': 'max_retries',
  'retryConfig.retryDelay': 'retry_delay',
  'retryConfig.timeout': 'timeout',
});
