import {
  Accordion,
  Alert,
  Button,
  Card,
  Group,
  PasswordInput,
  Select,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useDialects, useEventTypes } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { Problem } from '../ui/problem';
import { inOrderFor, suggestionsOf } from './event.patterns';
import { FiltersField } from './filters.field';
import { HeadersField } from './headers.field';
import { LimitsFields } from './limits.fields';
import { type DraftProblems, type FieldProps, filtersOf, type WebhookDraft } from './webhook.draft';

interface WebhookFormProps {
  readonly draft: WebhookDraft;
  readonly onChange: (draft: WebhookDraft) => void;
  /** What the API said of fields, of what has no field here, and of all else. */
  readonly problems: DraftProblems;
  readonly otherProblems: readonly string[];
  readonly failure: unknown;
  readonly isNew: boolean;
  readonly isBusy: boolean;
  readonly onSubmit: () => void;
}

export function WebhookForm(props: WebhookFormProps) {
  const words = useWords();
  const { draft, isNew } = props;
  const [ownProblems, setOwnProblems] = useState<DraftProblems>({});
  const problems = { ...props.problems, ...ownProblems };
  const form = useRef<HTMLFormElement>(null);
  const refusedFields = Object.keys(problems).join();
  useEffect(() => {
    if (refusedFields !== '') form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [refusedFields]);
  const fields: FieldProps = {
    draft,
    problems,
    set: (field, value) => props.onChange({ ...draft, [field]: value }),
  };
  const submit = () => {
    const found: DraftProblems = {
      ...(draft.events.length === 0 && { events: words.form.eventsEmpty }),
      ...(filtersOf(draft.filters) === undefined && { filters: words.form.notJson }),
    };
    setOwnProblems(found);
    if (Object.keys(found).length === 0) props.onSubmit();
  };
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="lg" maw={820}>
        <TargetFields {...fields} isNew={isNew} />
        <WhatFields {...fields} />
        <Card p={0}>
          <Accordion variant="default" chevronPosition="right" {...openPart(problems)}>
            <Part name="headers" title={words.form.headers}>
              <HeadersField {...fields} />
            </Part>
            <Part name="limits" title={words.form.limits}>
              <LimitsFields {...fields} />
            </Part>
          </Accordion>
        </Card>
        {(Object.keys(problems).length > 0 || props.otherProblems.length > 0) && (
          <Alert color="red" title={words.form.check} role="alert">
            {props.otherProblems.join('; ')}
          </Alert>
        )}
        {props.failure ? <Problem error={props.failure} /> : null}
        <Group>
          <Button type="submit" size="md" loading={props.isBusy}>
            {isNew ? words.form.create : words.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function TargetFields({ draft, problems, set, isNew }: FieldProps & { readonly isNew: boolean }) {
  const words = useWords().form;
  const dialects = useDialects();
  return (
    <Section title={words.target}>
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
        <PasswordInput
          label={words.secret}
          description={words.secretHint}
          autoComplete="off"
          value={draft.secret}
          onChange={(event) => set('secret', event.currentTarget.value)}
          error={problems.secret}
        />
      )}
    </Section>
  );
}

function WhatFields(fields: FieldProps) {
  const words = useWords().form;
  const { draft, problems, set } = fields;
  const types = inOrderFor(draft.dialect, useEventTypes('all').data ?? []);
  return (
    <Section title={words.what}>
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
    </Section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card component="section">
      <Title order={2} size="h4" mb="md">
        {title}
      </Title>
      <Stack>{children}</Stack>
    </Card>
  );
}

function Part({
  name,
  title,
  children,
}: {
  readonly name: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Accordion.Item value={name}>
      <Accordion.Control>{title}</Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  );
}

/** A part that holds a problem is open. */
function openPart({ headers, maxRetries, timeout, maxConcurrency, rateLimit, isOrdered }: DraftProblems) {
  if (headers) return { value: 'headers' };
  return [maxRetries, timeout, maxConcurrency, rateLimit, isOrdered].some(Boolean) ? { value: 'limits' } : {};
}
