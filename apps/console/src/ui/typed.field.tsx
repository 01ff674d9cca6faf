import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useState } from 'react';

/** Something is looked up when nobody has typed for so long. */
const TYPED_MS = 400;

interface TypedFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type'> {
  readonly value: string;
  readonly onTyped: (text: string) => void;
}

/** What to search for, told when somebody has finished typing it. */
export function TypedField({ value, onTyped, ...input }: TypedFieldProps) {
  const [typed, setTyped] = useState(value);
  const [told, setTold] = useState(value);
  // It changed elsewhere, as by a link.
  if (told !== value) {
    setTold(value);
    if (typed.trim() !== value) setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return undefined;
    const timer = setTimeout(() => onTyped(typed.trim()), TYPED_MS);
    return () => clearTimeout(timer);
  });
  return <TextInput type="search" {...input} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />;
}
