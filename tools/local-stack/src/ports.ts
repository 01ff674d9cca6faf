import { connect, createServer } from 'node:net';
import type { Reporter } from './reporter.js';

/** The default port of everything that listens, and the variable that overrides it. */
export const PORTS = {
  'subscription-api': { variable: 'SUBSCRIPTION_API_PORT', port: 3000 },
  'event-ingest': { variable: 'EVENT_INGEST_PORT', port: 3001 },
  'filter-router': { variable: 'FILTER_ROUTER_PORT', port: 3002 },
  'delivery-worker': { variable: 'DELIVERY_WORKER_PORT', port: 3003 },
  'demo-receiver': { variable: 'DEMO_RECEIVER_PORT', port: 3010 },
  kafka: { variable: 'KAFKA_PORT', port: 9092 },
  postgres: { variable: 'POSTGRES_PORT', port: 5433 },
} as const;

export type PortName = keyof typeof PORTS;

/** A port variable that holds no port. */
export class PortInvalid extends RangeError {
  override readonly name = 'PortInvalid';
  constructor(
    readonly variable: string,
    readonly value: string,
  ) {
    super(`${variable} must be a port from 1 to 65535, not "${value}"`);
  }
}

/** The port that is asked for: the variable's, else the default. @throws PortInvalid */
export function wantedPort(name: PortName, environment: NodeJS.ProcessEnv): number {
  const { variable, port } = PORTS[name];
  const value = environment[variable]?.trim();
  if (!value) return port;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) throw new PortInvalid(variable, value);
  return number;
}

const FIRST_FREE = 20_000;
/** Processes that look for ports at the same time do so in different sixteenths of what there is, by their ids. */
const SHARES = 16;
const SHARE_PORTS = 625;

/** Hands out ports of this machine; none twice. A taken one is replaced by a free one, with a line that says so. */
export class PortChooser {
  /** Of all choosers of this process. */
  private static readonly given = new Set<number>();

  constructor(
    private readonly reporter: Reporter,
    private readonly isFree: (port: number) => Promise<boolean> = portIsFree,
  ) {}

  async choose(name: PortName, environment: NodeJS.ProcessEnv): Promise<number> {
    const wanted = wantedPort(name, environment);
    if (await this.take(wanted)) return wanted;
    const port = await this.any();
    this.reporter.say(`port ${wanted} is taken: ${name} listens on ${port} instead (${PORTS[name].variable} chooses)`);
    return port;
  }

  /**
   * Some free port below the range from which systems take the ports of outgoing connections: otherwise a client that
   * reconnects while its server is down could be given the server's own port.
   */
  async any(): Promise<number> {
    for (;;) {
      const share = process.pid % SHARES;
      const port = FIRST_FREE + share * SHARE_PORTS + Math.floor(Math.random() * SHARE_PORTS);
      if (await this.take(port)) return port;
    }
  }

  private async take(port: number): Promise<boolean> {
    if (PortChooser.given.has(port)) return false;
    // At once: whoever asks while this one is looked at must not get it, too.
    PortChooser.given.add(port);
    if (await this.isFree(port)) return true;
    PortChooser.given.delete(port);
    return false;
  }
}

/** Nobody listens there and we may listen there. The first alone misses a bound port, the second (on macOS) a wildcard. */
export async function portIsFree(port: number): Promise<boolean> {
  return !(await somebodyListens(port)) && (await canListen(port));
}

/** Whether a connection to the port on 127.0.0.1 is taken up. */
export function somebodyListens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
    socket.setTimeout(500, () => settle(true));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
