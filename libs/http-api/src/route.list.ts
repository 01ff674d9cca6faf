import type { FastifyAdapter } from '@nestjs/platform-fastify';

/** A list that grows by each route as it is made, such as `GET /health/live`. Call before the routes are made. */
export function listRoutes(adapter: FastifyAdapter): readonly string[] {
  const routes: string[] = [];
  adapter.getInstance().addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push(`${each} ${url}`);
  });
  return routes;
}
