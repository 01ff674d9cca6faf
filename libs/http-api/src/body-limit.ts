import { type FastifyAdapter, RouteConfig } from '@nestjs/platform-fastify';

/** The largest body of one route, in bytes, where it is another than the application's. */
export const BodyLimit = (bytes: number) => RouteConfig({ bodyLimitBytes: bytes });

/** Makes `@BodyLimit` hold. Call before the routes are made. */
export function applyBodyLimits(adapter: FastifyAdapter): void {
  adapter.getInstance().addHook('onRoute', (route) => {
    const { bodyLimitBytes } = (route.config ?? {}) as { bodyLimitBytes?: number };
    if (bodyLimitBytes !== undefined) route.bodyLimit = bodyLimitBytes;
  });
}
