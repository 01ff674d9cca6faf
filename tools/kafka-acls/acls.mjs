/**
 * Prints the `kafka-acls.sh` commands that let each app of Carehook, and each producer of its own, do what it has to do in
 * Kafka and nothing more. Plain JavaScript without dependencies: it is run where Kafka is administered.
 */
import { parseArgs } from 'node:util';

const HELP = `Usage: node tools/kafka-acls/acls.mjs --bootstrap-server HOST:PORT [options]

  --bootstrap-server HOST:PORT  goes into each command
  --command-config FILE         the same: how an administrator connects
  --prefix PREFIX               as KAFKA_TOPIC_PREFIX; default carehook.
  --user APP=USER               the user of an app, where it is not called as the app is; several
  --producer TOPIC=USER         somebody who publishes straight to Kafka; several. A topic other than PREFIXevents is one of
                                EVENT_TOPICS, which the apps then may read
  --help                        shows this`;

const APPS = ['subscription-api', 'event-ingest', 'filter-router', 'delivery-worker'];

const { values } = parseArgs({
  options: {
    'bootstrap-server': { type: 'string' },
    'command-config': { type: 'string' },
    prefix: { type: 'string', default: 'carehook.' },
    user: { type: 'string', multiple: true, default: [] },
    producer: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
if (!values['bootstrap-server']) fail('--bootstrap-server is missing');
if (!/^[\w.-]*$/.test(values.prefix)) fail('--prefix may hold letters, digits, dots, dashes and underscores');

const users = new Map([...APPS.map((app) => [app, app]), ...values.user.map((text) => pair('--user', text))]);
for (const app of users.keys()) if (!APPS.includes(app)) fail(`--user: there is no app ${app}`);
const producers = values.producer.map((text) => pair('--producer', text));
const connection = ['--bootstrap-server', values['bootstrap-server']];
if (values['command-config']) connection.push('--command-config', values['command-config']);
for (const command of commands()) console.log(['kafka-acls.sh', ...connection, '--add', ...command].join(' '));

/** The table of docs/kafka.md: who may do what with which topics and groups. */
function commands() {
  const named = (topic) => values.prefix + topic;
  const [events, deliveries, outcomes, rejected] = ['events', 'deliveries', 'outcomes', 'events.rejected'].map(named);
  const ownTopics = [...new Set(producers.map(([topic]) => topic))].filter((topic) => topic !== events);
  const api = principal('subscription-api');
  const ingest = principal('event-ingest');
  const router = principal('filter-router');
  const worker = principal('delivery-worker');
  return [
    ...APPS.flatMap((app) => [
      // Each makes at its start what is missing, and has to see what is there.
      [...principal(app), ...allow('Create', 'Describe'), ...topics(events, deliveries, outcomes, rejected)],
      ...(ownTopics.length > 0 ? [[...principal(app), ...allow('Describe'), ...topics(...ownTopics)]] : []),
    ]),
    // Events published by hand, and test deliveries.
    [...api, ...allow('Write'), ...topics(events, deliveries)],
    // Test calls wait for outcomes, and live views show both.
    [...api, ...allow('Read'), ...topics(outcomes, events, ...ownTopics)],
    // A group of its own for each process.
    [...api, ...allow('Read'), '--group', named('live.'), '--resource-pattern-type', 'prefixed'],
    [...ingest, ...allow('Write'), ...topics(events)],
    [...router, ...allow('Read'), ...topics(events, ...ownTopics)],
    [...router, ...allow('Read'), '--group', named('filter-router')],
    [...router, ...allow('Write'), ...topics(deliveries, rejected)],
    [...worker, ...allow('Read'), ...topics(events, ...ownTopics, deliveries, outcomes, rejected)],
    [...worker, ...allow('Read'), '--group', named('sender'), '--group', named('recorder')],
    // The sender's outcomes, the scheduler's retries, and alerts, which are events.
    [...worker, ...allow('Write'), ...topics(outcomes, deliveries, events)],
    ...producers.map(([topic, user]) => ['--allow-principal', `User:${user}`, ...allow('Write'), ...topics(topic)]),
  ];
}

function principal(app) {
  return ['--allow-principal', `User:${users.get(app)}`];
}

function allow(...operations) {
  return operations.flatMap((operation) => ['--operation', operation]);
}

function topics(...names) {
  return names.flatMap((name) => ['--topic', name]);
}

function pair(option, text) {
  const parts = text.split('=');
  // Names of topics and users go into a shell as they are.
  if (parts.length !== 2 || !parts.every((part) => /^[\w.@-]+$/.test(part)))
    fail(`${option}: "${text}" is not NAME=NAME`);
  return parts;
}

function fail(reason) {
  console.error(`${reason}\n\n${HELP}`);
  process.exit(64);
}
