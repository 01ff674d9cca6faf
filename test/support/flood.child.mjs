/**
 * Sends the same request over and over, as many a second as it is told, until it is stopped; then says on standard output how
 * often it got which status. A process of its own, which gives way to all others: what it measures is not its own hurry.
 */
import { Agent, request } from 'node:http';
import { setPriority } from 'node:os';

setPriority(19);
const { url, method, headers, body, connections, perSecond } = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const statuses = {};
const startMs = performance.now();
let sent = 0;
let stopped = false;
process.once('SIGTERM', () => {
  stopped = true;
});

await Promise.all(Array.from({ length: connections }, flood));
process.stdout.write(JSON.stringify(statuses));
process.exit(0);

async function flood() {
  while (!stopped) {
    const dueMs = startMs + (sent++ * 1_000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const status = await once();
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
}

function once() {
  return new Promise((resolve) => {
    const call = request(url, { method, headers, agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    call.once('error', () => resolve('error'));
    call.end(body);
  });
}
