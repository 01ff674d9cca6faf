import { NumberInput } from '@mantine/core';
import type { DraftField, FieldProps, WebhookDraft } from './webhook.draft';

/** The fields of the form that hold a number, or nothing. */
export type NumberField = {
  [Field in DraftField]: number extends WebhookDraft[Field] ? Field : never;
}[DraftField];

interface NumberFieldProps extends FieldProps {
  readonly field: NumberField;
  readonly label: string;
  readonly hint?: string;
  /** What holds where it is left empty. */
  readonly byDefault: string;
  readonly min?: number;
  readonly max?: number;
}

export function NumberFieldInput({
  draft,
  problems,
  set,
  field,
  label,
  hint,
  byDefault,
  min = 1,
  max,
}: NumberFieldProps) {
  return (
    <NumberInput
      label={label}
      description={hint}
      placeholder={byDefault}
      min={min}
      {...(max !== undefined && { max })}
      allowDecimal={false}
      hideControls
      value={draft[field]}
      onChange={(value) => set(field, typeof value === 'number' ? value : '')}
      error={problems[field]}
    />
  );
}
