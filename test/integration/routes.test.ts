import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, apiClient } from '../support/carehook.js';
import { watchLive } from '../support/live.reader.js';
import { eventually, type Pipeline, startPipeline } from '../support/pipeline.js';
import { makeKeys, type RouteKeys, RouteWorld } from '../support/route.callers.js';
import { ROUTES, type RouteObjects, type RouteRow } from '../support/route.table.js';

type App = keyof typeof ROUTES;
const APPS = Object.keys(ROUTES) as App[];
const CASES = APPS.flatMap((app) => ROUTES[app].map((row) => ({ app, row, route: row.route })));

let pipeline: Pipeline;
let keys: RouteKeys;
let world: RouteWorld;

beforeAll(async () => {
  // At this level the apps tell their routes.
  pipeline = await startPipeline({ env: { LOG_LEVEL: 'debug', API_RATE_LIMIT_PER_SECOND: '0' } });
  const foreign = await pipeline.tenant('Foreign');
  [keys, world] = await Promise.all([makeKeys(pipeline, foreign), RouteWorld.make(pipeline)]);
  const expired = async () => (await client('subscription-api', 'expired')('GET', '/v1/webhooks')).status;
  await eventually(expired, (status) => status === 401);
});
afterAll(() => pipeline?.stop());

const client = (app: App, caller: keyof RouteKeys) => apiClient(pipeline.carehook.app(app).url, keys[caller]);

async function call(app: App, row: RouteRow, caller: keyof RouteKeys, objects: RouteObjects): Promise<Answer> {
  const [method = '', path = ''] = row.route.split(' ');
  const own = row.object && !row.isInBody ? objects[row.object] : 'standard';
  if (row.isStream) return headOf(app, caller);
  const inner = row.within ? path.replace(/:\w+/, objects[row.within]) : path;
  return client(app, caller)(method, inner.replace(/:\w+/, own), row.body?.(objects));
}

/** The status of an answer that does not end. */
async function headOf(app: App, caller: keyof RouteKeys): Promise<Answer> {
  const reader = await watchLive(pipeline.carehook.app(app).url, keys[caller]);
  reader.close();
  return { status: reader.status, text: JSON.stringify(reader.messages), body: undefined, headers: new Headers() };
}

/** The routes that a running app says it serves, once it has: it is ready before it reads from Kafka, and says so after. */
async function served(app: App): Promise<readonly string[]> {
  const line = await eventually(
    async () => (await readFile(pipeline.carehook.app(app).logFile, 'utf8')).split('\n').find(isRouteList),
    (each) => each !== undefined,
  );
  return (JSON.parse(line as string) as { routes: string[] }).routes;
}

const isRouteList = (line: string) => line.includes('"msg":"serves"');

describe.each(APPS)('%s', (app) => {
  it('serves the routes of the table and no other', async () => {
    const known = ROUTES[app].map(({ route }) => route);
    expect([...(await served(app))].sort()).toEqual(known.sort());
  });
});

describe.each(CASES)('$route of $app', ({ app, row }) => {
  const { roles, answers } = row;
  const lastingObjects = () => world.objects();

  it.runIf(roles === 'everybody')('is open to everybody', async () => {
    for (const caller of ['none', 'expired', 'elsewhere', 'viewer'] as const) {
      expect((await call(app, row, caller, await lastingObjects())).status, caller).toBe(answers);
    }
  });

  it.skipIf(roles === 'everybody')('is closed without a key that works, and to other roles', async () => {
    const objects = await lastingObjects();
    const unknown = row.refuses?.unknown ?? 401;
    for (const [caller, status] of [
      ['none', unknown],
      ['expired', unknown],
      ['elsewhere', 403],
      ...(['viewer', 'producer', 'admin', 'operator'] as const)
        .filter((role) => !isLetIn(row, role))
        .map((role) => [role, 403] as const),
    ] as const) {
      expect((await call(app, row, caller, objects)).status, caller).toBe(status);
    }
  });

  it.skipIf(roles === 'everybody')('lets its roles in', async () => {
    for (const role of (['viewer', 'producer', 'admin', 'operator'] as const).filter((each) => isLetIn(row, each))) {
      const objects = await world.objects(row.usesUp ? row.object : undefined);
      const answer = await call(app, row, role, objects);
      expect(answer.status, `${role}: ${answer.text}`).toBe(answers);
    }
  });

  it.skipIf(roles === 'everybody')('knows nothing of this tenant for an admin of another', async () => {
    const answer = await call(app, row, 'foreign', await lastingObjects());
    const expected = row.object ? 404 : answers;
    expect(answer.status, answer.text).toBe(isLetIn(row, 'admin') ? expected : 403);
    if (row.tellsWhatWasAsked) return;
    for (const id of world.secrets) expect(answer.text).not.toContain(id);
  });
});

/** Operators are wherever admins are. */
function isLetIn({ roles }: RouteRow, role: 'operator' | 'admin' | 'viewer' | 'producer'): boolean {
  return roles === 'everybody' || roles.includes(role) || (role === 'operator' && roles.includes('admin'));
}
