import { z } from 'zod';
import { httpSettings, integer } from '#config';

export const APP_NAME = 'webhook-operator';
export const DEFAULT_PORT = 3004;

/** What this app reads from its environment. */
export const SETTINGS_SHAPE = {
  ...httpSettings,
  CAREHOOK_API_URL: serverUrl().describe('Where subscription-api is reached. API keys of namespaces are sent there.'),
  KUBERNETES_API_URL: serverUrl()
    .default('https://kubernetes.default.svc')
    .describe("Where Kubernetes' API server is reached."),
  KUBERNETES_CREDENTIALS: z
    .string()
    .default('/var/run/secrets/kubernetes.io/serviceaccount')
    .describe("Folder with the service account's `token`, which is read anew as it is renewed, and `ca.crt`."),
  OPERATOR_RESYNC_SECONDS: integer(1, 86_400)
    .default(600)
    .describe('Seconds after which a webhook is compared with its resource again.'),
};

/** An http(s) URL of a server, maybe with a path, without a slash at its end. */
function serverUrl() {
  return z
    .string()
    .refine(isServerUrl, 'must be http:// or https://, a host, maybe a port and a path, and nothing after it')
    .transform((text) => text.replace(/\/+$/, ''));
}

function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && hostname !== '' && search + hash + username + password === '';
}
