import { Flex } from '@mantine/core';
import type { ReactNode } from 'react';

/** Alone in the middle of the window. */
export function Centered({ children }: { readonly children: ReactNode }) {
  return (
    <Flex mih="100vh" p="md" direction="column" align="center" justify="center">
      {children}
    </Flex>
  );
}
