import { useQuery } from '@tanstack/react-query';
import type { ApiClient } from '../api/api.client';
import { pagesOf } from '../api/api.queries';
import type { Delivery, DeliveryStatus, Selected } from '../api/api.types';
import { useSession } from '../session/session.context';
import { type Asked, progressOf } from './recovery.progress';

/** Of each list: so long a wait is told as "at least". */
const MAX_PAGES = 5;
const POLL_MS = 1_000;
const SLOW_POLL_MS = 5_000;
/** The clock of `Date` headers ticks once a second. */
const CLOCK_TICK_MS = 1_000;

/** Whose deliveries are looked at. */
export interface RecoveryScope {
  readonly webhookId?: string | undefined;
  readonly eventType?: string | undefined;
}

/** Asks for it, and remembers what has to be told apart from it. */
export async function ask(api: ApiClient, path: string, body: object, scope: RecoveryScope): Promise<Asked> {
  const before = [...(await standing(api, scope, 'pending')).items, ...(await standing(api, scope, 'queued')).items];
  const startedMs = performance.now();
  const { answer, serverMs } = await api.sendTimed<Selected>('POST', path, body);
  return {
    count: answer.count,
    notBeforeMs: serverMs - (performance.now() - startedMs) - CLOCK_TICK_MS,
    notAfterMs: serverMs + CLOCK_TICK_MS,
    waitingBefore: new Set(before.map(({ id }) => id)),
  };
}

/** How far it is, asked again until nothing of it waits. */
export function useProgress(asked: Asked, scope: RecoveryScope) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['recovery', asked.notBeforeMs, scope],
    queryFn: async () => {
      // In this order: what is handed over between two of the calls is seen twice rather than not at all.
      const pending = await standing(api, scope, 'pending');
      const queued = await standing(api, scope, 'queued');
      const dead = await standing(api, scope, 'dead');
      const lists = { pending: pending.items, queued: queued.items, dead: dead.items };
      return progressOf(asked, lists, pending.isCutOff || queued.isCutOff);
    },
    refetchInterval: ({ state: { data } }) => {
      if (data?.waiting === 0) return false;
      return data?.isCutOff ? SLOW_POLL_MS : POLL_MS;
    },
  });
}

function standing(api: ApiClient, scope: RecoveryScope, status: DeliveryStatus) {
  return pagesOf<Delivery>(api, '/v1/deliveries', { ...scope, status }, MAX_PAGES);
}
