import { Box, Notification, Stack } from '@mantine/core';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { useWords } from '../i18n/language.context';

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly isProblem: boolean;
}
type Notify = (text: string, isProblem?: boolean) => void;

const SHOWN_MS = 6_000;
const NoticesContext = createContext<Notify>(() => undefined);
let nextId = 1;

/** Short notes in the corner, which screen readers read out. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const words = useWords();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const remove = useCallback((id: number) => setNotices((all) => all.filter((each) => each.id !== id)), []);
  const notify = useCallback<Notify>(
    (text, isProblem = false) => {
      const id = nextId++;
      setNotices((all) => [...all, { id, text, isProblem }]);
      setTimeout(() => remove(id), SHOWN_MS);
    },
    [remove],
  );
  return (
    <NoticesContext value={notify}>
      {children}
      <Box pos="fixed" bottom={16} right={16} maw="calc(100vw - 32px)" style={{ zIndex: 500 }} aria-live="polite">
        <Stack gap="xs">
          {notices.map(({ id, text, isProblem }) => (
            <Notification
              key={id}
              withBorder
              color={isProblem ? 'red' : 'carehook'}
              onClose={() => remove(id)}
              closeButtonProps={{ 'aria-label': words.common.close }}
            >
              {text}
            </Notification>
          ))}
        </Stack>
      </Box>
    </NoticesContext>
  );
}

export function useNotify(): Notify {
  return useContext(NoticesContext);
}
