import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Submission } from '../api/submission';
import { useWords } from '../i18n/language.context';
import { Dialog } from './dialog';

interface FormDialogProps {
  readonly title: string;
  readonly intro?: string;
  /** What the button that sends it says. */
  readonly action: string;
  readonly submission: Pick<Submission<unknown>, 'isBusy' | 'failure'>;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** A small form in a window; what was refused stands at its fields, and all else above the buttons. */
export function FormDialog({ title, intro, action, submission, onSubmit, onClose, children }: FormDialogProps) {
  const words = useWords();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack>
          {intro && <Text size="sm">{intro}</Text>}
          {children}
          {submission.failure !== undefined && (
            <Alert color="red" role="alert" title={words.common.failed}>
              {submission.failure}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {words.common.cancel}
            </Button>
            <Button type="submit" loading={submission.isBusy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
