import { PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useDialects } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { FormSection } from './form.section';
import type { FieldProps } from './webhook.draft';

/** Where requests go, and in which form. */
export function TargetFields({ draft, problems, set, isNew }: FieldProps & { readonly isNew: boolean }) {
  const words = useWords().form;
  const dialects = useDialects();
  return (
    <FormSection title={words.target}>
      <TextInput
        label={words.url}
        description={words.urlHint}
        placeholder="https://"
        inputMode="url"
        required
        value={draft.url}
        onChange={(event) => set('url', event.currentTarget.value)}
        error={problems.url}
      />
      <Select
        label={words.dialect}
        description={words.dialectHint}
        data={(dialects.data ?? []).map(({ name, product }) => ({ value: name, label: `${product} (${name})` }))}
        value={draft.dialect}
        onChange={(value) => value && set('dialect', value)}
        allowDeselect={false}
        searchable
        error={problems.dialect}
      />
      <TextInput
        label={words.name}
        description={words.nameHint}
        value={draft.name}
        onChange={(event) => set('name', event.currentTarget.value)}
        error={problems.name}
      />
      <Textarea
        label={words.description}
        autosize
        minRows={1}
        maxRows={6}
        value={draft.description}
        onChange={(event) => set('description', event.currentTarget.value)}
        error={problems.description}
      />
      {isNew && (
        <>
          <PasswordInput
            label={words.secret}
            description={words.secretHint}
            autoComplete="off"
            value={draft.secret}
            onChange={(event) => set('secret', event.currentTarget.value)}
            error={problems.secret}
          />
          <Switch
            label={words.isActive}
            description={words.isActiveHint}
            checked={draft.isActive}
            onChange={(event) => set('isActive', event.currentTarget.checked)}
            error={problems.isActive}
          />
        </>
      )}
    </FormSection>
  );
}
