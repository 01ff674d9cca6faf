import { Group, SegmentedControl } from '@mantine/core';
import type { WebhookSearch } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { Icon } from '../ui/icons';
import { TypedField } from '../ui/typed.field';

export const WEBHOOK_STATES = ['active', 'disabled', 'failing'] as const;
/** As the API has it. */
const MAX_SEARCHED_LENGTH = 200;
const ALL = 'all';

interface SearchFieldsProps {
  readonly search: WebhookSearch;
  readonly set: (name: keyof WebhookSearch, value: string | null) => void;
}

export function SearchFields({ search, set }: SearchFieldsProps) {
  const words = useWords();
  const { active, disabled, failingNow: failing } = words.webhooks;
  const states = { active, disabled, failing };
  return (
    <Group>
      <TypedField
        flex="1 1 240px"
        aria-label={words.webhooks.search}
        placeholder={words.webhooks.search}
        leftSection={<Icon name="search" size={16} />}
        maxLength={MAX_SEARCHED_LENGTH}
        value={search.q ?? ''}
        onTyped={(text) => set('q', text)}
      />
      <SegmentedControl
        aria-label={words.webhooks.state}
        value={search.status ?? ALL}
        onChange={(value) => set('status', value === ALL ? null : value)}
        data={[
          { value: ALL, label: words.common.all },
          ...WEBHOOK_STATES.map((value) => ({ value, label: states[value] })),
        ]}
      />
    </Group>
  );
}
