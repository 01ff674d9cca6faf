import { Alert, Button, Group, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Webhook } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { Problem } from '../ui/problem';
import { FormParts } from './form.parts';
import { TargetFields } from './target.fields';
import { type DraftProblems, type FieldProps, filtersOf, type WebhookDraft } from './webhook.draft';
import { WhatFields } from './what.fields';

interface WebhookFormProps {
  readonly draft: WebhookDraft;
  readonly onChange: (draft: WebhookDraft) => void;
  /** What the API said of fields, of what has no field here, and of all else. */
  readonly problems: DraftProblems;
  readonly otherProblems: readonly string[];
  readonly failure: unknown;
  /** The webhook that is changed; a new one is made without it. */
  readonly before: Webhook | undefined;
  readonly isBusy: boolean;
  readonly onSubmit: () => void;
}

export function WebhookForm(props: WebhookFormProps) {
  const words = useWords();
  const { draft, before } = props;
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
        <TargetFields {...fields} isNew={before === undefined} />
        <WhatFields {...fields} />
        <FormParts fields={fields} shownTls={before?.tls ?? null} />
        {(refusedFields !== '' || props.otherProblems.length > 0) && (
          <Alert color="red" title={words.form.check} role="alert">
            {props.otherProblems.join('; ')}
          </Alert>
        )}
        {props.failure ? <Problem error={props.failure} /> : null}
        <Group>
          <Button type="submit" size="md" loading={props.isBusy}>
            {before ? words.common.save : words.form.create}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
