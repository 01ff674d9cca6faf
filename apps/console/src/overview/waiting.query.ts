import { useQuery } from '@tanstack/react-query';
import type { Delivery, Page } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useSession } from '../session/session.context';

const MAX_COUNTED = 200;

/** How many deliveries wait, counted on one page: "200+" where there are more. */
export function useWaiting(): string | undefined {
  const { api } = useSession();
  const formats = useFormats();
  const { data } = useQuery({
    queryKey: ['waiting'],
    queryFn: () => api.get<Page<Delivery>>('/v1/deliveries', { status: 'pending', limit: MAX_COUNTED }),
    refetchInterval: 15_000,
  });
  return data && `${formats.number(data.data.length)}${data.nextCursor === null ? '' : '+'}`;
}
