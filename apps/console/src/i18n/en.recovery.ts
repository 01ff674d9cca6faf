import { counter } from './plural';

const count = counter('en');
const deliveries = { one: 'delivery', other: 'deliveries' };

/** The words of sending many deliveries again. */
export const recoveryEn = {
  menu: 'After an outage',
  replay: 'Send a span again',
  replayIntro: 'The events of a span are sent to this webhook once more, as new deliveries with new ids.',
  from: 'Events accepted from',
  to: 'Until',
  toHint: 'Empty: until now.',
  types: 'Only these event types',
  typesHint: 'Empty: all that this webhook gets.',
  statuses: 'Whose deliveries stand so',
  missed: 'Also what it missed',
  missedHint: 'Events that it would get now and that it never got, as it was made later or was disabled.',
  recover: 'Try again what died',
  recoverIntro:
    'Deliveries that were given up are tried again under their ids: receivers that know an id leave it out.',
  since: 'Given up since',
  sinceHint: 'The begin of the outage.',
  retry: 'Retry dead letters',
  retryIntro: 'All dead letters that match the filters, of active webhooks, are tried again.',
  countFirst: 'Count first',
  change: 'Change',
  count: (n: number) => `${count(n, deliveries)} will be sent.`,
  none: 'There is nothing to send. Disabled webhooks have to be activated first.',
  rate: 'At most so many a second',
  rateHint: 'Live events do not wait behind them.',
  send: (n: number) => `Send ${n}`,
  progress: 'Progress',
  delivered: 'Delivered',
  failed: 'Given up again',
  waiting: 'Waiting',
  atLeast: 'at least',
  underWay: (done: number, all: number) => `${done} of ${all}`,
  done: (n: number) => `Done: nothing waits any more of ${count(n, deliveries)}.`,
  goesOn: 'You can close this window: it goes on without it.',
  select: 'Select',
  selectAll: 'Select all that are shown',
  selected: (n: number) => `${n} selected`,
  retrySelected: 'Retry the selected',
  retryAll: 'Retry all that match',
  clear: 'Clear the selection',
  refused: (n: number) => `${count(n, { one: 'is', other: 'are' })} left out: they are neither dead nor waiting.`,
  retryChosenIntro: 'Those that are dead or wait are tried again; others cannot be, and are left out.',
};
