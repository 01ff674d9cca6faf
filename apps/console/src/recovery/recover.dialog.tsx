import { useState } from 'react';
import { useWords } from '../i18n/language.context';
import { MomentField } from '../ui/moment.field';
import { AskDialog } from './ask.dialog';

const DAY_MS = 86_400_000;

interface RecoverDialogProps {
  readonly webhookId: string;
  /** When it began to fail, where that is known. */
  readonly failingSince: string | null;
  readonly onClose: () => void;
}

/** Tries all deliveries of one webhook again that died since a moment. */
export default function RecoverDialog({ webhookId, failingSince, onClose }: RecoverDialogProps) {
  const words = useWords().recovery;
  const [since, setSince] = useState(() => failingSince ?? new Date(Date.now() - DAY_MS).toISOString());
  return (
    <AskDialog
      title={words.recover}
      intro={words.recoverIntro}
      path={`/v1/webhooks/${webhookId}/recover`}
      selection={since === '' ? undefined : { since }}
      fields={['since']}
      scope={{ webhookId }}
      onClose={onClose}
    >
      {(problems) => (
        <MomentField
          label={words.since}
          description={words.sinceHint}
          required
          data-autofocus
          value={since}
          onChange={setSince}
          error={problems.since}
        />
      )}
    </AskDialog>
  );
}
