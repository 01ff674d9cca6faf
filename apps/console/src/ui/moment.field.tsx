import { TextInput, type TextInputProps } from '@mantine/core';
import { localTextOf, momentOf } from './local-time';

interface MomentFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** RFC 3339; empty where nothing was chosen. */
  readonly value: string;
  readonly onChange: (iso: string) => void;
}

/** A moment in the time zone of the browser. */
export function MomentField({ value, onChange, ...others }: MomentFieldProps) {
  return (
    <TextInput
      type="datetime-local"
      step={1}
      {...others}
      value={localTextOf(value)}
      onChange={(event) => onChange(momentOf(event.currentTarget.value))}
    />
  );
}
