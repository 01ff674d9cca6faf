import { dataAsJson } from '#raw-json';
import { commonHeaders } from '../common-headers.js';
import type { Dialect } from '../dialect.js';
import { STANDARD_WEBHOOKS, standardWebhooksHeaders } from '../standard-webhooks.js';

/**
 * Standard Webhooks 1.0: the dialect of whoever has none of their own.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standard: Dialect = {
  ...STANDARD_WEBHOOKS,
  name: 'standard',
  product: 'Standard Webhooks',

  /** `{"type","timestamp","data"}`; the data's bytes are spliced in untouched. */
  envelope({ event, data }) {
    const head = `{"type":${JSON.stringify(event.type)},"timestamp":${JSON.stringify(event.time)},"data":`;
    return Buffer.concat([Buffer.from(head), dataAsJson(data, event.contentType), CLOSING_BRACE]);
  },

  headers: (delivery, body, keys) => ({
    ...commonHeaders(delivery),
    ...standardWebhooksHeaders(delivery, body, keys),
  }),

  unsignedAllowed: false,
  filterAliases: {},
  catalogue: [],
};

const CLOSING_BRACE = Buffer.from('}');
