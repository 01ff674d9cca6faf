import type { BenchContext } from '../bench.context.js';
import { type EventShape, targetOf } from '../bench.event.js';
import { deliver } from '../measure/delivered.run.js';
import { differences, latencySummary } from '../measure/latency.summary.js';
import type { Behaviour } from '../receiver/endpoint.server.js';
import type { Measurement, Scenario } from '../scenario.js';

const WEBHOOKS = 10;
const PER_SECOND = 300;
const SECONDS = 120;
const SHORT_SECONDS = 10;
/** As `latency` does; a quick look has no time for it. */
const WARM_UP_SECONDS = 40;
const SHORT_WARM_UP_SECONDS = 3;
/** A baseline needs less time than what is held against it. */
const BASELINE_SHARE = 0.25;
const PADDING = 900;

interface Phase {
  readonly name: string;
  readonly targets: readonly number[];
  /** How webhooks behave that are not healthy. Their deliveries are not counted. */
  readonly sick: ReadonlyMap<number, Behaviour>;
  /** Webhooks that are left out although they are healthy in this phase: they are not in another one. */
  readonly leftOut: readonly number[];
  /** Whether it is held against the last phase that is not. */
  readonly isTroubled: boolean;
}

const EVENLY = Array.from({ length: WEBHOOKS }, (_, target) => target);
/** Webhook 0 gets nine events of ten, the others one of ten between them. */
const HOG = EVENLY.slice(1).flatMap((target) => [...Array<number>(WEBHOOKS - 1).fill(0), target]);
const HANGING = new Map<number, Behaviour>([[0, 'hang']]);
const SICK = new Map<number, Behaviour>([...HANGING, [1, { slowMs: 2_000 }], [2, 'fail']]);
const SLOW_HOG = new Map<number, Behaviour>([[0, { slowMs: 2_000 }]]);

const PHASES: readonly Phase[] = [
  { name: 'ten healthy webhooks', targets: EVENLY, sick: new Map(), leftOut: [...SICK.keys()], isTroubled: false },
  { name: '… one of them hangs', targets: EVENLY, sick: HANGING, leftOut: [1, 2], isTroubled: true },
  { name: '… one hangs, one takes 2 s, one fails', targets: EVENLY, sick: SICK, leftOut: [], isTroubled: true },
  { name: 'one webhook gets 90 %', targets: HOG, sick: new Map(), leftOut: [0], isTroubled: false },
  { name: '… and takes 2 s', targets: HOG, sick: SLOW_HOG, leftOut: [], isTroubled: true },
];

/** What sick endpoints cost the others: each phase on a product of its own. */
export const ISOLATION: Scenario = {
  name: 'isolation',
  sentence:
    'ten webhooks at 300 events/s: from due to receipt at the healthy ones, without and with sick ones beside them',
  takes: '12 min, 2 min in a run without names',
  isUsual: true,
  async run(context) {
    const measurements: Measurement[] = [];
    let baseline: Measurement | undefined;
    for (const phase of PHASES) {
      const measurement = await measure(context, phase);
      if (!phase.isTroubled) baseline = measurement;
      measurements.push(phase.isTroubled && baseline ? against(baseline.figures, measurement) : measurement);
    }
    return measurements;
  },
};

async function measure(context: BenchContext, { name, targets, sick, leftOut, isTroubled }: Phase) {
  const product = await context.freshProduct();
  const behaviours = EVENLY.map((webhook): Behaviour => sick.get(webhook) ?? 'ok');
  const urls = await context.receiver.call('open', behaviours);
  for (const webhook of EVENLY) await product.webhook(urls[webhook] ?? '', [`bench.t${webhook}`]);

  const shape: EventShape = { targets, padding: PADDING };
  const isCounted = (webhook: number) => !sick.has(webhook) && !leftOut.includes(webhook);
  const run = (count: number) => {
    const first = context.numbers(0);
    const times = targets.map((_, index) => (isCounted(targetOf(shape, first + index)) ? 1 : 0));
    return deliver(context, { count, shape, times }, (range) =>
      context.load.call('httpAtRate', { ...range, target: product.ingest, perSecond: PER_SECOND }),
    );
  };
  await run(PER_SECOND * (context.sizes.isShort ? SHORT_WARM_UP_SECONDS : WARM_UP_SECONDS));
  const seconds = context.sizes.seconds(SECONDS, SHORT_SECONDS);
  const { published, completedAtMs, duplicates } = await run(
    Math.ceil(PER_SECOND * seconds * (isTroubled ? 1 : BASELINE_SHARE)),
  );
  const figures = { ...latencySummary(differences(completedAtMs, published.dueAtMs)), duplicates };
  return { name, figures };
}

function against(baseline: Measurement['figures'], { name, figures }: Measurement): Measurement {
  const ratio = (figure: string) => (figures[figure] ?? Number.NaN) / (baseline[figure] ?? Number.NaN);
  return { name, figures: { ...figures, 'p50 ratio': ratio('p50 ms'), 'p99 ratio': ratio('p99 ms') } };
}
