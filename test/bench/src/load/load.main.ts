/** The load's process: publishers, and the bare sender that everything is compared with. */
import { serveCalls } from '../child/child.serve.js';
import { publishHttp, publishHttpAtRate } from './http.publisher.js';
import { publishKafka, publishOutcomes } from './kafka.publisher.js';
import type { LoadCalls } from './load.calls.js';
import { sendRaw } from './raw.sender.js';

serveCalls<LoadCalls>({
  raw: sendRaw,
  http: publishHttp,
  httpAtRate: publishHttpAtRate,
  kafka: publishKafka,
  outcomes: publishOutcomes,
});
