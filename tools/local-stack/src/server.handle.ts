import { ServerNotOurs } from './processes/process.plan.js';

/** A server that tests may break. A `SupervisedProcess` is one; of a server that is not ours, everything is refused. */
export interface ServerHandle {
  /** `undefined` where the server is not ours (`KAFKA_BROKERS`, `DATABASE_URL`, Docker). Changes with a restart. */
  readonly pid: number | undefined;
  /** SIGKILL; supervision starts it again at once. Resolves when it is dead: `ready` waits for the next one. */
  kill9(): Promise<void>;
  /** SIGKILL, and it stays away until `up`. */
  down(): Promise<void>;
  /** Starts it and resolves when it is ready. */
  up(): Promise<void>;
  /** Stops it in order and starts it; resolves when it is ready. */
  restart(): Promise<void>;
  ready(): Promise<void>;
}

export function foreignServer(name: string): ServerHandle {
  const refuse = () => Promise.reject(new ServerNotOurs(name));
  return { pid: undefined, kill9: refuse, down: refuse, up: refuse, restart: refuse, ready: () => Promise.resolve() };
}
