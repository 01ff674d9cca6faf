import { load as parseYaml, YAMLException } from 'js-yaml';
import { z } from 'zod';
import { WebhookCreate } from '#payload-schemas';
import { ApiRefused, CommandFailed } from '../command.errors.js';

/** A webhook as the file describes it. `active` and `dialect` may be left to Carehook. */
export const WebhookInFile = WebhookCreate.omit({ secret: true, tls: true }).extend({
  name: z.string().trim().min(1).max(200),
  active: z.boolean().optional(),
});
export type WebhookInFile = z.infer<typeof WebhookInFile>;

const WebhooksFile = z.strictObject({ webhooks: z.array(WebhookInFile) });

/**
 * The webhooks of a file in YAML or JSON: `webhooks: […]`, each with a name of its own.
 * @throws CommandFailed, ApiRefused as the API would answer
 */
export function readWebhooksFile(text: string): WebhookInFile[] {
  const parsed = WebhooksFile.safeParse(documentOf(text));
  if (!parsed.success)
    throw refusal(parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), reason: message })));
  const { webhooks } = parsed.data;
  const names = webhooks.map(({ name }) => name);
  const twice = names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [{ field: `webhooks.${index}.name`, reason: `"${name}" is there twice` }],
  );
  if (twice.length > 0) throw refusal(twice);
  return webhooks;
}

/** JSON is YAML, too. */
function documentOf(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { reason, mark } = error;
    throw new CommandFailed(`the file is neither YAML nor JSON: ${reason} in line ${(mark?.line ?? 0) + 1}`);
  }
}

function refusal(details: ApiRefused['details']): ApiRefused {
  return new ApiRefused(400, 'VALIDATION_FAILED', 'the file is not sound; nothing was changed', details);
}
