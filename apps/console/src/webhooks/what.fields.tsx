import { TagsInput } from '@mantine/core';
import { useEventTypes } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { inOrderFor, suggestionsOf } from './event.patterns';
import { FiltersField } from './filters.field';
import { FormSection } from './form.section';
import type { FieldProps } from './webhook.draft';

/** Which events a webhook is for. */
export function WhatFields(fields: FieldProps) {
  const words = useWords().form;
  const { draft, problems, set } = fields;
  const types = inOrderFor(draft.dialect, useEventTypes('all').data ?? []);
  return (
    <FormSection title={words.what}>
      <TagsInput
        label={words.events}
        description={words.eventsHint}
        required
        data={suggestionsOf(types.map(({ type }) => type))}
        value={[...draft.events]}
        onChange={(events) => set('events', events)}
        acceptValueOnBlur
        splitChars={[',', ' ']}
        maxDropdownHeight={280}
        clearable={false}
        error={problems.events}
      />
      <FiltersField {...fields} types={types} />
    </FormSection>
  );
}
