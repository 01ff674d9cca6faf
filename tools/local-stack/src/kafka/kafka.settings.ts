/** Kafka refuses larger records; the apps ask for less per topic (events of 10 MiB). */
const MAX_MESSAGE_BYTES = 12 * 1024 * 1024;

export interface KafkaSettingsOptions {
  readonly port: number;
  readonly controllerPort: number;
  readonly logDir: string;
  /** Further settings, or others in the place of those here: listeners with TLS, an authorizer. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** The `server.properties` of one broker that is its own controller, on the loopback address only. */
export function kafkaSettings({ port, controllerPort, logDir, settings: own }: KafkaSettingsOptions): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': logDir.replaceAll('\\', '/'),
    'num.partitions': 6,
    // As much as two cores can do; by default eight and three threads wake each other.
    'num.io.threads': 2,
    'num.network.threads': 2,
    'auto.create.topics.enable': false,
    'message.max.bytes': MAX_MESSAGE_BYTES,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // A broker that was killed may register again only when its old session is over: by default after 9 s.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    // The default reserves 128 MB of the heap.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    ...own,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
