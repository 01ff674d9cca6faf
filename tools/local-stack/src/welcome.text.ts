import type { StackFacts } from './stack.facts.js';

/** What a user needs next: the URLs, the key, and three commands to paste. */
export function welcomeText(
  { urls, kafka, adminKey }: Omit<StackFacts, 'processes'>,
  receiver: { readonly url: string; readonly secret: string },
): string {
  const key = `-H 'X-API-Key: ${adminKey}'`;
  const json = "-H 'Content-Type: application/json'";
  const webhook = {
    name: 'My webhook',
    url: `${receiver.url}/standard`,
    events: ['patient.*'],
    secret: receiver.secret,
  };
  const event = { type: 'patient.created', source: 'my-clinic', data: { patient: { id: 'patient-1' } } };
  return `
Carehook is up. Stop it with Ctrl-C.

  console           ${urls.api}/   (sign in with the API key)
  API               ${urls.api}   (reference: ${urls.api}/docs)
  events over HTTP  ${urls.ingest}/v1/events
  events over Kafka ${kafka.brokers.join(',')}, topic ${kafka.topicPrefix}events
  demo receiver     ${receiver.url}/receipts
  API key           ${adminKey}
  also in           .local/stack.json; logs in .local/logs

Try it: create a webhook, publish an event, list the deliveries.

curl -s ${urls.api}/v1/webhooks ${key} ${json} -d '${JSON.stringify({ ...webhook, dialect: 'standard' })}'

curl -s ${urls.ingest}/v1/events ${key} ${json} -d '${JSON.stringify(event)}'

curl -s '${urls.api}/v1/deliveries?limit=5' ${key}
`;
}
