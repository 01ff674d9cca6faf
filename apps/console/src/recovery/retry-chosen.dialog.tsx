import { Text } from '@mantine/core';
import { useWords } from '../i18n/language.context';
import { AskDialog } from './ask.dialog';

interface RetryChosenDialogProps {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

/** Tries the deliveries again that somebody chose. */
export default function RetryChosenDialog({ ids, onClose }: RetryChosenDialogProps) {
  const words = useWords().recovery;
  return (
    <AskDialog
      title={words.retrySelected}
      intro={words.retryChosenIntro}
      path="/v1/deliveries/retry"
      selection={{ ids }}
      fields={[]}
      scope={{}}
      onClose={onClose}
    >
      {() => <Text fw={600}>{words.selected(ids.length)}</Text>}
    </AskDialog>
  );
}
