import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { problemText } from '../ui/problem';
import { type ApiClient, ApiFailure } from './api.client';
import { type Refusal, refusalOf } from './refusal';

export interface Submission<Given> {
  readonly submit: (given: Given) => void;
  readonly isBusy: boolean;
  /** Why fields of the form were refused. */
  readonly problems: Refusal['problems'];
  /** What has no field in the form. */
  readonly failure: string | undefined;
}

/**
 * Sends what a form holds, and tells which of its fields were refused.
 *
 * @param fields the names of the form's fields, as the API calls them
 */
export function useSubmission<Answer, Given>(
  send: (api: ApiClient, given: Given) => Promise<Answer>,
  fields: readonly string[],
  onDone: (answer: Answer) => void,
): Submission<Given> {
  const { api } = useSession();
  const queries = useQueryClient();
  const words = useWords();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (given: Given) => send(api, given),
    onSuccess: (answer) => {
      void queries.invalidateQueries();
      onDone(answer);
    },
  });
  const refusal = refusalOf(error instanceof ApiFailure ? error.problems : [], fields);
  const isOfFields = Object.keys(refusal.problems).length > 0;
  const other = refusal.others.length > 0 ? refusal.others.join('; ') : undefined;
  return {
    submit: mutate,
    isBusy: isPending,
    problems: refusal.problems,
    failure: error === null || isOfFields ? other : (other ?? problemText(error, words)),
  };
}
