import { Stack, Text, Title } from '@mantine/core';
import type { WebhookWithSecret } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { Dialog } from '../ui/dialog';
import { SecretOnce } from '../ui/secret-once';
import { SecretSpans } from './secret-spans';
import { VerifyHelp } from './verify-help';

/** What follows on a new secret: keep it, know from when on it signs, verify what comes. */
export function RotatedSecret(props: { readonly webhook: WebhookWithSecret; readonly onClose: () => void }) {
  const words = useWords();
  const { webhook, onClose } = props;
  return (
    <Dialog title={words.secret.rotated} size="xl" closeOnClickOutside={false} onClose={onClose}>
      <Stack gap="lg">
        <SecretOnce secret={webhook.secret ?? ''} label={words.secret.label} hint={words.secret.once} />
        <div>
          <Title order={3} size="h5" mb={6}>
            {words.rotation.spans}
          </Title>
          <SecretSpans secrets={webhook.secrets} />
          <Text size="xs" c="dimmed" mt={6}>
            {words.rotation.overlapHint}
          </Text>
        </div>
        <div>
          <Title order={3} size="h5" mb={6}>
            {words.secret.verify}
          </Title>
          <VerifyHelp dialect={webhook.dialect} />
        </div>
      </Stack>
    </Dialog>
  );
}
