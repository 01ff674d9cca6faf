import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useParams, useSearch } from 'wouter';
import { ApiFailure } from '../api/api.client';
import { useWebhook } from '../api/api.queries';
import type { Webhook, WebhookWithSecret } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { NotFoundPage } from '../shell/not-found.page';
import { Loading } from '../ui/loading';
import { PageTitle } from '../ui/page-title';
import { Problem } from '../ui/problem';
import { CreatedWebhook } from './created-webhook';
import { bodyOf, problemsByField } from './webhook.body';
import { draftOf, emptyDraft, type WebhookDraft } from './webhook.draft';
import { WebhookForm } from './webhook.form';

/** Makes a webhook, or changes one; what was made shows its secret before anything else. */
export default function WebhookFormPage() {
  const words = useWords();
  const { me, canChange } = useSession();
  const { id } = useParams<{ id?: string }>();
  const wantedEvent = new URLSearchParams(useSearch()).get('event');
  const webhook = useWebhook(id);
  const [created, setCreated] = useState<WebhookWithSecret>();

  if (!canChange) return <NotFoundPage />;
  if (created) return <CreatedWebhook webhook={created} />;
  if (webhook.error) return <Problem error={webhook.error} onRetry={() => void webhook.refetch()} />;
  if (id !== undefined && !webhook.data) return <Loading />;
  const first = webhook.data
    ? draftOf(webhook.data)
    : emptyDraft(me.tenant.defaultDialect, wantedEvent ? [wantedEvent] : []);
  return (
    <>
      <PageTitle
        title={id === undefined ? words.form.newTitle : words.form.editTitle}
        {...(webhook.data && { intro: webhook.data.name })}
      />
      <Saving key={id} first={first} before={webhook.data} onCreated={setCreated} />
    </>
  );
}

interface SavingProps {
  readonly first: WebhookDraft;
  readonly before: Webhook | undefined;
  readonly onCreated: (webhook: WebhookWithSecret) => void;
}

function Saving({ first, before, onCreated }: SavingProps) {
  const { api } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  // What others change meanwhile does not overwrite what is being typed.
  const [draft, setDraft] = useState(first);
  const save = useMutation({
    mutationFn: () =>
      before
        ? api.send<WebhookWithSecret>('PATCH', `/v1/webhooks/${before.id}`, bodyOf(draft, false))
        : api.send<WebhookWithSecret>('POST', '/v1/webhooks', bodyOf(draft, true)),
    onSuccess: (saved) => {
      void queries.invalidateQueries();
      if (before) navigate(`/console/webhooks/${saved.id}`);
      else onCreated(saved);
    },
  });
  const refused = save.error instanceof ApiFailure ? problemsByField(save.error.problems) : { fields: {}, others: [] };
  const isOfFields = Object.keys(refused.fields).length > 0;
  return (
    <WebhookForm
      draft={draft}
      onChange={setDraft}
      problems={refused.fields}
      otherProblems={refused.others}
      failure={isOfFields || refused.others.length > 0 ? undefined : save.error}
      before={before}
      isBusy={save.isPending}
      onSubmit={() => save.mutate()}
    />
  );
}
