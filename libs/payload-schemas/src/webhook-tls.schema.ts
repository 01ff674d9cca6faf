import { z } from 'zod';

/** Of each of the texts; a chain of four certificates has about 8 KiB. */
const MAX_PEM_LENGTH = 65_536;

const pem = z.string().min(1).max(MAX_PEM_LENGTH);
const shown = z.object({ subject: z.string(), fingerprint256: z.string(), validTo: z.string() });

const clientKey = pem
  .nullish()
  .describe('PEM, not encrypted: the key of the client certificate. Sealed, and never answered.');
const CERTIFICATE = "PEM: the certificate that Carehook shows to the receiver, then those that lead to its issuer's.";
const CA = "PEM: the authorities that the receiver's certificate is verified with, in the place of the public ones.";

/** Certificates of a webhook's own connections. What the texts hold is checked beyond this schema. */
export const WebhookTlsGiven = z.strictObject({
  clientCertificate: pem.nullish().describe(CERTIFICATE),
  clientKey,
  ca: pem.nullish().describe(CA),
});
export type WebhookTlsGiven = z.infer<typeof WebhookTlsGiven>;

/** As given, or as the API answers it, which changes nothing. */
export const WebhookTlsChange = z.strictObject({
  clientCertificate: z.union([pem, shown]).nullish().describe(CERTIFICATE),
  clientKey,
  ca: z
    .union([pem, z.array(shown)])
    .nullish()
    .describe(CA),
});
export type WebhookTlsChange = z.infer<typeof WebhookTlsChange>;
