import { Modal, type ModalProps } from '@mantine/core';
import { useWords } from '../i18n/language.context';

/** A window over the page, for as long as it is rendered. */
export function Dialog(props: Omit<ModalProps, 'opened' | 'closeButtonProps'>) {
  const words = useWords();
  return <Modal opened closeButtonProps={{ 'aria-label': words.common.close }} {...props} />;
}
