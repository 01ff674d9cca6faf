import { lookup } from 'node:dns/promises';

const LOOKUP_TIMEOUT_MS = 5_000;

/** A host name that the resolver did not answer for in time. */
export class LookupTimedOut extends Error {
  override readonly name = 'LookupTimedOut';
  constructor() {
    super(`no answer within ${LOOKUP_TIMEOUT_MS} ms`);
  }
}

/** Every address that this machine finds for a host name. Rejects where there is none, or no answer within 5 s. */
export async function lookupAddresses(hostname: string): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LookupTimedOut()), LOOKUP_TIMEOUT_MS);
  });
  try {
    const found = await Promise.race([lookup(hostname, { all: true }), tooSlow]);
    return found.map(({ address }) => address);
  } finally {
    clearTimeout(timer);
  }
}
