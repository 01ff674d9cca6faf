import { MultiSelect, Switch, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { useEventTypes } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { MomentField } from '../ui/moment.field';
import { AskDialog } from './ask.dialog';

const STATUSES = ['delivered', 'dead', 'cancelled', 'pending', 'queued'] as const;
const AT_AN_END = ['delivered', 'dead', 'cancelled'];
const FIELDS = ['from', 'to', 'eventTypes', 'statuses', 'includeMissed'] as const;
const HOUR_MS = 3_600_000;

/** What to begin with; people may change it. */
export interface ReplayStart {
  readonly from: string;
  readonly to: string;
  readonly includeMissed: boolean;
}

interface ReplayDialogProps {
  readonly webhookId: string;
  readonly start?: ReplayStart;
  readonly onClose: () => void;
}

/** Sends the events of a span to one webhook again, as new deliveries. */
export default function ReplayDialog({ webhookId, start, onClose }: ReplayDialogProps) {
  const { recovery: words, deliveries } = useWords();
  const types = useEventTypes('all');
  const [from, setFrom] = useState(() => start?.from ?? new Date(Date.now() - HOUR_MS).toISOString());
  const [to, setTo] = useState(start?.to ?? '');
  const [eventTypes, setEventTypes] = useState<string[]>([]);
  const [statuses, setStatuses] = useState<string[]>(AT_AN_END);
  const [includeMissed, setIncludeMissed] = useState(start?.includeMissed ?? false);
  const selection = {
    ...{ from, statuses, includeMissed },
    ...(to !== '' && { to }),
    ...(eventTypes.length > 0 && { eventTypes }),
  };
  return (
    <AskDialog
      title={words.replay}
      intro={words.replayIntro}
      path={`/v1/webhooks/${webhookId}/replay`}
      selection={from === '' || statuses.length === 0 ? undefined : selection}
      fields={FIELDS}
      scope={{ webhookId }}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <MomentField label={words.from} required value={from} onChange={setFrom} error={problems.from} />
          <MomentField label={words.to} description={words.toHint} value={to} onChange={setTo} error={problems.to} />
          <TagsInput
            label={words.types}
            description={words.typesHint}
            data={[...new Set((types.data ?? []).map(({ type }) => type))]}
            value={eventTypes}
            onChange={setEventTypes}
            acceptValueOnBlur
            error={problems.eventTypes}
          />
          <MultiSelect
            label={words.statuses}
            data={STATUSES.map((value) => ({ value, label: deliveries.statuses[value] }))}
            value={statuses}
            onChange={setStatuses}
            error={problems.statuses}
          />
          <Switch
            label={words.missed}
            description={words.missedHint}
            checked={includeMissed}
            onChange={(event) => setIncludeMissed(event.currentTarget.checked)}
          />
        </>
      )}
    </AskDialog>
  );
}
