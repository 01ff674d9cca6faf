import { type Behaviour, hanging, ok, slow } from '../support/receiver.js';

/** One event of the ledger: its number says who wants it. */
export interface LedgerEvent {
  readonly n: number;
  /** 0 to 9. */
  readonly tenth: number;
}

export function ledgerEvent(n: number): LedgerEvent {
  return { n, tenth: Math.floor(n / 10) % 10 };
}

/** A webhook of the ledger, its endpoint, and which events it must get. */
export interface Account {
  readonly name: string;
  readonly settings: Record<string, unknown>;
  readonly behaviour: () => Behaviour;
  /** What the settings mean, said again in code. */
  readonly wants: (event: LedgerEvent) => boolean;
  /** How its deliveries may end. */
  readonly ends: readonly string[];
}

const RETRIES = { maxRetries: 3, retryDelay: 300, timeout: 1_000, backoffStrategy: 'fixed' };
const all = () => true;
const none = () => false;
const tenths =
  (...wanted: number[]) =>
  ({ tenth }: LedgerEvent) =>
    wanted.includes(tenth);

/** Refuses the first so many requests for each event; 409 is the event's own fault, so that no breaker opens. */
function failingEach(times: number): Behaviour {
  const seen = new Map<number, number>();
  return (_count, body) => {
    const { n } = dataIn(body);
    const before = seen.get(n) ?? 0;
    seen.set(n, before + 1);
    return { status: before < times ? 409 : 200 };
  };
}

export const ACCOUNTS: readonly Account[] = [
  { name: 'healthy', settings: {}, behaviour: () => ok, wants: all, ends: ['delivered'] },
  {
    name: 'filtered',
    settings: { filters: { tenth: [2, 3], n_min: 100 } },
    behaviour: () => ok,
    wants: (event) => tenths(2, 3)(event) && event.n >= 100,
    ends: ['delivered'],
  },
  {
    name: 'slow',
    settings: { filters: { tenth: 0 }, maxConcurrency: 8 },
    behaviour: () => slow(100),
    wants: tenths(0),
    ends: ['delivered'],
  },
  {
    name: 'failing-twice',
    settings: { filters: { tenth: [1, 2] }, retryConfig: RETRIES },
    behaviour: () => failingEach(2),
    wants: tenths(1, 2),
    ends: ['delivered'],
  },
  {
    name: 'always-failing',
    settings: { filters: { tenth: 4 }, retryConfig: { ...RETRIES, maxRetries: 2 } },
    behaviour: () => failingEach(Number.POSITIVE_INFINITY),
    wants: tenths(4),
    ends: ['dead'],
  },
  {
    name: 'hanging',
    settings: { filters: { tenth: 5 }, retryConfig: { ...RETRIES, maxRetries: 1 } },
    behaviour: () => hanging,
    wants: tenths(5),
    ends: ['dead', 'cancelled'],
  },
  {
    name: 'deleted-half-way',
    settings: { filters: { tenth: [6, 7] } },
    behaviour: () => ok,
    wants: tenths(6, 7),
    ends: ['delivered', 'cancelled'],
  },
  {
    name: 'ordered',
    settings: { filters: { tenth: { lt: 5 } }, ordering: 'subject', retryConfig: RETRIES },
    behaviour: () => {
      const failsSome = failingEach(1);
      return (count, body) => (dataIn(body).n % 97 === 0 ? failsSome(count, body) : { status: 200 });
    },
    wants: tenths(0, 1, 2, 3, 4),
    ends: ['delivered'],
  },
  {
    name: 'rated',
    settings: { filters: { tenth: 8 }, rateLimit: 50 },
    behaviour: () => ok,
    wants: tenths(8),
    ends: ['delivered'],
  },
  { name: 'of-another-type', settings: { events: ['other.*'] }, behaviour: () => ok, wants: none, ends: [] },
];

export function dataIn(body: Buffer): LedgerEvent & { readonly subject: string } {
  return (JSON.parse(body.toString()) as { data: LedgerEvent & { subject: string } }).data;
}
