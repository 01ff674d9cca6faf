/** Kubernetes' API server answered with an error. */
export class KubeRefused extends Error {
  override readonly name = 'KubeRefused';
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** No answer of Kubernetes' API server. */
export class KubeUnreachable extends Error {
  override readonly name = 'KubeUnreachable';
  constructor(cause: unknown) {
    super("Kubernetes' API server did not answer", { cause });
  }
}

/** What changed since a resourceVersion is not known any more: everything has to be listed again. */
export class WatchExpired extends Error {
  override readonly name = 'WatchExpired';
  constructor() {
    super('the resource version is too old');
  }
}

/** What a resource refers to is not in its namespace, or may not be read there. */
export class SecretMissing extends Error {
  override readonly name = 'SecretMissing';
  constructor(
    readonly secret: string,
    readonly field: string,
    readonly problem: string,
  ) {
    super(`${field}: Secret "${secret}" ${problem}`);
  }
}
