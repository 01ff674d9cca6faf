import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { useNotify } from '../ui/notices';
import { problemText } from '../ui/problem';
import type { ApiClient } from './api.client';
import type { Alert, Delivery, Dialect, EventType, Page, TenantStats, Webhook, WebhookStats } from './api.types';
import { nextPage } from './next.page';

/** What is watched while it is on the screen; the browser's hidden tabs do not ask. */
const LIVE_MS = 4_000;
const SLOW_MS = 15_000;
const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;
/** Of lists that are needed whole. */
const MAX_PAGES = 10;

export function useTenantStats(hours: number) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['stats', hours],
    queryFn: () => api.get<TenantStats>('/v1/stats', { hours }),
    refetchInterval: SLOW_MS,
    placeholderData: keepPreviousData,
  });
}

/** What is wrong now, acknowledged or not, newest first. */
export function useAlerts(webhookId?: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['alerts', webhookId],
    queryFn: async () => {
      const ask = (status: string) => allPages<Alert>(api, '/v1/alerts', { status, webhookId });
      const [open, acknowledged] = await Promise.all([ask('open'), ask('acknowledged')]);
      return [...open, ...acknowledged];
    },
    refetchInterval: SLOW_MS,
  });
}

/** All webhooks, to name and to choose them, newest first; of a very large tenant the newest 2,000. */
export function useWebhooks() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['webhooks'],
    queryFn: () => allPages<Webhook>(api, '/v1/webhooks', {}),
    refetchInterval: SLOW_MS,
  });
}

export interface WebhookSearch {
  /** A part of the name, URL or description. */
  readonly q?: string | undefined;
  readonly status?: 'active' | 'disabled' | 'failing' | undefined;
}

/** Those that match, newest first, page by page. */
export function useWebhookSearch(search: WebhookSearch) {
  const { api } = useSession();
  return useInfiniteQuery({
    queryKey: ['webhooks', 'search', search],
    queryFn: ({ pageParam }) =>
      api.get<Page<Webhook>>('/v1/webhooks', { ...search, limit: PAGE_SIZE, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: SLOW_MS,
    placeholderData: keepPreviousData,
  });
}

export function useWebhook(id: string | undefined) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['webhook', id],
    queryFn: () => api.get<Webhook>(`/v1/webhooks/${id}`),
    enabled: id !== undefined,
    refetchInterval: SLOW_MS,
  });
}

export function useWebhookStats(id: string, hours: number) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['webhook', id, 'stats', hours],
    queryFn: () => api.get<WebhookStats>(`/v1/webhooks/${id}/stats`, { hours }),
    refetchInterval: LIVE_MS,
    placeholderData: keepPreviousData,
  });
}

export interface DeliveryFilters {
  readonly status?: string | undefined;
  readonly webhookId?: string | undefined;
  readonly eventType?: string | undefined;
  /** As the producer gave it. */
  readonly eventId?: string | undefined;
  /** The last so many hours. */
  readonly hours?: number | undefined;
}

/** @param refetchMs how often it is asked for again; false where something else tells what is new */
export function useDeliveries(filters: DeliveryFilters, refetchMs: number | false = LIVE_MS) {
  const { api } = useSession();
  return useInfiniteQuery({
    queryKey: ['deliveries', filters],
    queryFn: ({ pageParam }) =>
      nextPage(
        (cursor) => api.get<Page<Delivery>>('/v1/deliveries', { ...queryOf(filters), limit: PAGE_SIZE, cursor }),
        pageParam,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // What is found only far back costs the database more.
    refetchInterval: ({ state }) =>
      refetchMs !== false && state.data?.pages.some(({ looks }) => looks > 1) ? SLOW_MS : refetchMs,
    placeholderData: keepPreviousData,
  });
}

/** As the API's lists take them. */
export function queryOf({ status, webhookId, eventType, eventId, hours }: DeliveryFilters) {
  const from = hours === undefined ? undefined : new Date(Date.now() - hours * 3_600_000).toISOString();
  return { status, webhookId, eventType, eventId, from };
}

export function useDialects() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['dialects'],
    queryFn: async () => (await api.get<Page<Dialect>>('/v1/dialects')).data,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Of a dialect's catalogue, the tenant's own and Carehook's. */
export function useEventTypes(dialect: string | undefined) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['event-types', dialect],
    queryFn: () => allPages<EventType>(api, '/v1/event-types', { dialect }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** Changes something, tells people when that failed, and asks for all that is shown again. */
export function useChange<Answer, Given = void>(change: (api: ApiClient, given: Given) => Promise<Answer>) {
  const queries = useQueryClient();
  return useCall(change, () => queries.invalidateQueries());
}

/** Calls the API when somebody asks for it, and tells people when that failed. */
export function useCall<Answer, Given = void>(
  call: (api: ApiClient, given: Given) => Promise<Answer>,
  onSettled?: () => Promise<void>,
) {
  const { api } = useSession();
  const notify = useNotify();
  const words = useWords();
  return useMutation({
    mutationFn: (given: Given) => call(api, given),
    onError: (error) => notify(problemText(error, words), true),
    ...(onSettled && { onSettled }),
  });
}

/** Lists that are needed whole, as far as so many pages hold them. */
export async function allPages<Item>(api: ApiClient, path: string, query: TextQuery): Promise<Item[]> {
  return (await pagesOf<Item>(api, path, query, MAX_PAGES)).items;
}

type TextQuery = Readonly<Record<string, string | undefined>>;

/** At most so many pages of a list, and whether there were more. */
export async function pagesOf<Item>(
  api: ApiClient,
  path: string,
  query: TextQuery,
  maxPages: number,
): Promise<{ readonly items: Item[]; readonly isCutOff: boolean }> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const { data, nextCursor } = await api.get<Page<Item>>(path, { ...query, limit: MAX_PAGE_SIZE, cursor });
    items.push(...data);
    if (nextCursor === null) return { items, isCutOff: false };
    cursor = nextCursor;
  }
  return { items, isCutOff: true };
}
