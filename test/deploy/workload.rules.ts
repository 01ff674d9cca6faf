import { isRequired, settingsOf } from './apps.settings.js';
import { appOf, type Container, containersOf, environmentOf, type Labels, type Manifest } from './manifests.js';

/** Seconds that the longest request to each app may take: a client's, or the receiver's that a test asks. */
const LONGEST_REQUEST_SECONDS: Readonly<Record<string, number>> = { 'subscription-api': 305, 'event-ingest': 75 };
/** The longest time-out that a dialect lets a webhook have. */
const LONGEST_DELIVERY_SECONDS = 300;
/** To leave its groups and close its connections. */
const CLOSING_SECONDS = 5;

/** What is wrong with one Deployment or Job of Carehook, in words; nothing where all is well. */
export function problemsOf(workload: Manifest, configMaps: ReadonlyMap<string, Labels>): string[] {
  const { spec: pod } = workload.spec.template;
  return [
    ...selectorProblems(workload),
    ...podProblems(pod),
    ...containersOf(workload).flatMap((container) => [
      ...containerProblems(container),
      ...environmentProblems(container, configMaps),
      ...(workload.kind === 'Deployment'
        ? [...probeProblems(container), ...graceProblems(pod, container, configMaps)]
        : []),
    ]),
  ];
}

function selectorProblems({ kind, spec }: Manifest): string[] {
  if (kind !== 'Deployment') return [];
  const { labels } = spec.template.metadata;
  const spread = (spec.template.spec.topologySpreadConstraints ?? []) as { labelSelector: { matchLabels: Labels } }[];
  const selectors: Labels[] = [
    spec.selector.matchLabels,
    ...spread.map(({ labelSelector }) => labelSelector.matchLabels),
  ];
  return [
    ...found(!selectors.every((selector) => selects(selector, labels)), 'a selector does not match its own pods'),
    ...found(spread.length < 2 && spec.replicas !== 1, 'is not spread over zones and nodes'),
  ];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a pod's spec
function podProblems(pod: any): string[] {
  const { runAsNonRoot, runAsUser, seccompProfile } = pod.securityContext ?? {};
  return [
    ...found(runAsNonRoot !== true || !(runAsUser > 0), 'may run as root'),
    ...found(seccompProfile?.type !== 'RuntimeDefault', 'has no seccomp profile'),
    ...found(pod.automountServiceAccountToken !== false, 'mounts a token'),
    ...found(pod.hostNetwork || pod.hostPID || pod.hostIPC, "uses the host's namespaces"),
  ];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a container's fields
function containerProblems({ securityContext, resources, volumeMounts }: any): string[] {
  const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities, privileged } = securityContext ?? {};
  return [
    ...found(allowPrivilegeEscalation !== false || privileged, 'may gain privileges'),
    ...found(readOnlyRootFilesystem !== true, 'has a file system that can be written'),
    ...found(String(capabilities?.drop) !== 'ALL' || capabilities?.add, 'keeps capabilities'),
    ...found(!resources?.requests?.cpu || !resources?.requests?.memory, 'asks for no resources'),
    ...found(!resources?.limits?.memory, 'has no limit of memory'),
    ...found(!volumeMounts?.some((mount: { mountPath: string }) => mount.mountPath === '/tmp'), 'has no /tmp'),
  ];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a container's fields
function probeProblems({ startupProbe, livenessProbe, readinessProbe }: any): string[] {
  return [
    ...found(startupProbe?.httpGet?.path !== '/health/live', 'has no startup probe'),
    ...found(livenessProbe?.httpGet?.path !== '/health/live', 'has no liveness probe that is its own'),
    ...found(readinessProbe?.httpGet?.path !== '/health/ready', 'has no readiness probe'),
  ];
}

/** Every variable is one that the app reads, with a value that it takes; and none is missing. */
function environmentProblems(container: Container, configMaps: ReadonlyMap<string, Labels>): string[] {
  const { shape, defaultPort } = settingsOf(appOf(container));
  const environment = environmentOf(container, configMaps);
  const isCommand = container.args !== undefined;
  const all = new Set([...environment.keys(), ...(container.env ?? []).map(({ name }) => name)]);
  const unknown = [...all].filter((name) => !Object.hasOwn(shape, name));
  const refused = [...environment].filter(([name, value]) => value && !(shape[name]?.safeParse(value).success ?? true));
  const missing = Object.entries(shape).filter(([name, schema]) => isRequired(schema) && !environment.has(name));
  const port = environment.get('PORT');
  return [
    ...unknown.map((name) => `${name} is no setting of ${appOf(container)}`),
    ...refused.map(([name]) => `${name} is refused`),
    ...(isCommand ? [] : missing.map(([name]) => `${name} is missing`)),
    ...found(!isCommand && port !== String(defaultPort), 'does not listen at the port of its image'),
    ...found(!isCommand && String(containerPort(container)) !== port, 'does not listen at the port that it names'),
  ];
}

function containerPort({ ports }: Container): number | undefined {
  return (ports as { containerPort: number }[] | undefined)?.[0]?.containerPort;
}

/** Kubernetes kills what is still there then: whoever is asked to stop must be able to end what is under way. */
function graceProblems(
  pod: { readonly terminationGracePeriodSeconds?: number },
  container: Container,
  configMaps: ReadonlyMap<string, Labels>,
): string[] {
  const environment = environmentOf(container, configMaps);
  const graceSeconds = Number(
    settingsOf(appOf(container)).shape.WORKER_GRACE_SECONDS?.parse(environment.get('WORKER_GRACE_SECONDS')) ?? 0,
  );
  // The worker waits for its requests, and as long again for Kafka to take their outcomes.
  const endsSeconds = 2 * graceSeconds + (LONGEST_REQUEST_SECONDS[appOf(container)] ?? 0);
  const neededSeconds = preStopSeconds(container) + endsSeconds + CLOSING_SECONDS;
  const given = pod.terminationGracePeriodSeconds ?? 30;
  const sends = (environment.get('WORKER_ROLES') ?? '').includes('send');
  return [
    ...found(given <= neededSeconds, `is killed after ${given} s, but may need ${neededSeconds} s to stop`),
    ...found(sends && graceSeconds < LONGEST_DELIVERY_SECONDS, 'cuts off requests that may take longer'),
    ...found(
      LONGEST_REQUEST_SECONDS[appOf(container)] !== undefined && preStopSeconds(container) < 5,
      'stops while requests are still sent to it',
    ),
  ];
}

/** Of `setTimeout(…, 10000)` in a preStop's command. */
function preStopSeconds({ lifecycle }: Container): number {
  const command =
    (lifecycle as { preStop?: { exec?: { command?: string[] } } } | undefined)?.preStop?.exec?.command ?? [];
  return Number(/, (\d+)\)$/.exec(command.at(-1) ?? '')?.[1] ?? 0) / 1_000;
}

export function selects(selector: Labels, labels: Labels = {}): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

function found(isWrong: unknown, problem: string): string[] {
  return isWrong ? [problem] : [];
}
