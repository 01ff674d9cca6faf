import { ONE_TARGET } from '../bench.event.js';
import { deliverAndRecord } from '../measure/delivered.run.js';
import type { Measurement, Scenario } from '../scenario.js';

const EVENTS = 1_000_000;
const TENTHS = 10;
const PUBLISHERS = 16;

/** Whether anything grows with what went through. */
export const MEMORY: Scenario = {
  name: 'memory',
  sentence: 'resident memory (MiB) of each process after each tenth of 1,000,000 events, 50 a request, to one webhook',
  takes: '6 min',
  isUsual: false,
  async run(context) {
    const product = await context.freshProduct();
    const [url = ''] = await context.receiver.call('open', ['ok']);
    await product.webhook(url, ['bench.*']);
    const { ingest: target } = product;
    const load = { count: Math.ceil(context.sizes.events(EVENTS) / TENTHS), shape: ONE_TARGET, times: [1] };
    const measurements: Measurement[] = [];
    for (let tenth = 1; tenth <= TENTHS; tenth += 1) {
      const { costs } = await deliverAndRecord(context, product, load, (range) =>
        context.load.call('http', { ...range, target, perRequest: 50, form: 'json', publishers: PUBLISHERS }),
      );
      const memory = Object.entries(costs).map(([process, { rssMiB }]) => [process, rssMiB]);
      measurements.push({ name: `tenth ${tenth}`, figures: Object.fromEntries(memory) });
    }
    return [...measurements, growth(measurements)];
  },
};

/** The second tenth is the first one in which everything is warm. */
function growth(tenths: readonly Measurement[]): Measurement {
  const [second, last] = [tenths[1]?.figures ?? {}, tenths.at(-1)?.figures ?? {}];
  const ratios = Object.entries(last).map(([process, rssMiB]) => [process, rssMiB / (second[process] ?? Number.NaN)]);
  return { name: 'last / second', figures: Object.fromEntries(ratios) };
}
