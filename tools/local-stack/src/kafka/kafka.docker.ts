import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../processes/command.run.js';
import { kafkaAnswers } from './kafka.ready.js';

const READY_TIMEOUT_MS = 120_000;

/** `docker compose` could not start Kafka, or it does not answer. */
export class DockerKafkaFailed extends Error {
  override readonly name = 'DockerKafkaFailed';
  constructor(readonly output: string) {
    super(`Kafka did not start under Docker compose:\n${output}`);
  }
}

/** Starts the compose file's `kafka`. Returns what stops it again: nothing where it was running already. */
export async function startDockerKafka(composeFile: string, broker: string): Promise<() => Promise<void>> {
  const compose = (...args: string[]) => runCommand('docker', ['compose', '-f', composeFile, ...args]);
  const running = await compose('ps', '--quiet', '--status', 'running', 'kafka');
  const wasRunning = running.succeeded && running.output.trim() !== '';
  const up = await compose('up', '-d', 'kafka');
  if (!up.succeeded) throw new DockerKafkaFailed(up.output);
  const deadlineMs = Date.now() + READY_TIMEOUT_MS;
  while (!(await kafkaAnswers([broker]))) {
    if (Date.now() > deadlineMs)
      throw new DockerKafkaFailed(`no answer on ${broker} after ${READY_TIMEOUT_MS / 1_000} s`);
    await sleep(250);
  }
  return async () => {
    if (!wasRunning) await compose('stop', 'kafka');
  };
}
