import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type DeliveryFilters, queryOf, useChange } from '../api/api.queries';
import type { Selected } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Loading } from '../ui/loading';
import { useNotify } from '../ui/notices';
import { Problem } from '../ui/problem';

const PATH = '/v1/deliveries/retry';
const RATE = 50;
const MAX_RATE = 1_000;

/** Retries all dead letters that the filters show; how many they are is asked first. */
export function RetryDialog({ filters, onClose }: { readonly filters: DeliveryFilters; readonly onClose: () => void }) {
  const words = useWords();
  const { api } = useSession();
  const notify = useNotify();
  const [rate, setRate] = useState<number | string>(RATE);
  // Counted and retried is the same span, though time goes on.
  const selection = useMemo(() => ({ ...queryOf(filters), status: 'dead' }), [filters]);
  const counted = useQuery({
    queryKey: ['retry', selection],
    queryFn: () => api.send<Selected>('POST', PATH, { ...selection, dryRun: true }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const retry = useChange(async (client) => {
    const { count } = await client.send<Selected>('POST', PATH, { ...selection, ratePerSecond: Number(rate) || RATE });
    notify(words.deliveries.retried(count));
    onClose();
  });
  const count = counted.data?.count ?? 0;
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.deliveries.retryTitle}
      closeButtonProps={{ 'aria-label': words.common.close }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {words.deliveries.retryWhich}
        </Text>
        {counted.isPending && <Loading lines={1} />}
        {counted.error && <Problem error={counted.error} />}
        {counted.data && (
          <Text fw={600} data-testid="retry-count">
            {count === 0 ? words.deliveries.retryNone : words.deliveries.retryCount(count)}
          </Text>
        )}
        {count > 0 && (
          <NumberInput
            label={words.deliveries.retryRate}
            min={1}
            max={MAX_RATE}
            allowDecimal={false}
            value={rate}
            onChange={setRate}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {words.common.cancel}
          </Button>
          {count > 0 && (
            <Button loading={retry.isPending} onClick={() => retry.mutate()}>
              {words.deliveries.retryNow(count)}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
