import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { ApiClient, ApiFailure } from '../api/api.client';
import type { Me } from '../api/api.types';
import { Centered } from '../ui/centered';
import { Problem } from '../ui/problem';
import { SignIn } from './sign-in';

/** Forgotten when the tab is closed; no other tab has it. */
const STORED = 'carehook.key';

interface Session {
  readonly me: Me;
  readonly api: ApiClient;
  /** Whether buttons that change something are shown; the API decides in any case. */
  readonly canChange: boolean;
  readonly signOut: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** Shows the console to who has a key that may read, and everybody else the form that asks for one. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [key, setKey] = useState(() => sessionStorage.getItem(STORED) ?? '');
  const queries = useQueryClient();
  const api = useMemo(() => new ApiClient(key), [key]);
  const me = useQuery({
    queryKey: ['me'],
    queryFn: () => api.get<Me>('/v1/me'),
    enabled: key !== '',
    staleTime: 60_000,
  });
  const session = useMemo<Session | undefined>(
    () =>
      me.data && {
        me: me.data,
        api,
        canChange: me.data.role === 'admin' || me.data.role === 'operator',
        signOut: () => {
          sessionStorage.removeItem(STORED);
          setKey('');
          queries.clear();
        },
      },
    [api, me.data, queries],
  );

  const isRefused = me.error instanceof ApiFailure && (me.error.status === 401 || me.error.status === 403);
  if (key === '' || isRefused) {
    return (
      <SignIn
        wasRefused={key !== '' && isRefused}
        onSignedIn={(next, whose) => {
          sessionStorage.setItem(STORED, next);
          queries.clear();
          queries.setQueryData(['me'], whose);
          setKey(next);
        }}
      />
    );
  }
  if (me.error) {
    return (
      <Centered>
        <Problem error={me.error} onRetry={() => void me.refetch()} />
      </Centered>
    );
  }
  return session ? <SessionContext value={session}>{children}</SessionContext> : null;
}

/** A component of the console was rendered outside of a session. */
class NoSession extends Error {
  override readonly name = 'NoSession';
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new NoSession();
  return session;
}
