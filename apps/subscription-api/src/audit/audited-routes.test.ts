import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { beforeAll, expect, it } from 'vitest';
import { AUDITED, UNAUDITED } from './audited.decorator.js';

interface Route {
  readonly name: string;
  readonly method: RequestMethod;
  readonly audited: { readonly action: string } | undefined;
  readonly unaudited: string | undefined;
}

let routes: Route[];

beforeAll(async () => {
  process.env.DATABASE_URL ??= 'postgres://nowhere.invalid/none';
  process.env.KAFKA_BROKERS ??= 'nowhere.invalid:9092';
  process.env.CAREHOOK_MASTER_KEY ??= '0'.repeat(64);
  const { AppModule } = await import('../app.module.js');
  routes = [...controllersOf(AppModule)].flatMap(routesOf);
});

it('every route that can change something says how it is audited, or why it is not; facades too', () => {
  const silent = routes
    .filter(({ method }) => method !== RequestMethod.GET && method !== RequestMethod.HEAD)
    .filter(({ audited, unaudited }) => !audited && !unaudited);
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(routes.length).toBeGreaterThan(40);
});

it('every read of event data is audited', () => {
  const audited = routes.filter(({ method, audited }) => method === RequestMethod.GET && audited);
  expect(audited.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'EventsController.get',
      'EventsController.list',
      'DeliveriesController.attempts',
      'MedilabCallsController.calls',
    ]),
  );
});

it('actions are named thing.verb', () => {
  for (const { audited } of routes) if (audited) expect(audited.action).toMatch(/^[a-z-]+\.[a-z-]+$/);
});

/** Those of a module and of all that it imports. */
function controllersOf(root: unknown, seen = new Set<unknown>()): Set<object> {
  const found = new Set<object>();
  if (seen.has(root)) return found;
  seen.add(root);
  const dynamic = root as { module?: object; imports?: unknown[]; controllers?: object[] };
  const module = dynamic.module ?? (root as object);
  const listed = (key: string) => (Reflect.getMetadata(key, module) ?? []) as object[];
  for (const each of [...listed('controllers'), ...(dynamic.controllers ?? [])]) found.add(each);
  for (const each of [...listed('imports'), ...(dynamic.imports ?? [])]) {
    for (const controller of controllersOf(each, seen)) found.add(controller);
  }
  return found;
}

function routesOf(controller: object): Route[] {
  const { name: owner, prototype } = controller as { name: string; prototype: Record<string, unknown> };
  return Object.getOwnPropertyNames(prototype).flatMap((property) => {
    const handler = prototype[property];
    if (typeof handler !== 'function') return [];
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const audited = Reflect.getMetadata(AUDITED, handler) as Route['audited'];
    const unaudited = Reflect.getMetadata(UNAUDITED, handler) as string | undefined;
    return [{ name: `${owner}.${property}`, method, audited, unaudited }];
  });
}
