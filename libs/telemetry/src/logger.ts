import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { loggedError } from './error.serializer.js';

export type { Logger };

/**
 * One JSON line per entry on standard output. Never log a body, a secret, a subject, a URL's query or a filter's values.
 * Levels: `warn` and above need an operator's eye; `info` is start and stop; `debug` is one wide line per attempt.
 */
export function createLogger(app: string, level: string): Logger {
  const serializers = { err: (error: unknown) => loggedError(error) };
  return pino({ level, base: { app }, timestamp: pino.stdTimeFunctions.isoTime, serializers });
}

/** Nest's own messages through the same logger; what Nest says at start is of interest only when debugging. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, text(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, text(message));
  }
  error(message: unknown, stackOrContext?: string): void {
    this.logger.error({ err: message instanceof Error ? message : undefined, stackOrContext }, text(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, text(message));
  }
  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, text(message));
  }
  fatal(message: unknown, context?: string): void {
    this.logger.fatal({ context }, text(message));
  }
}

function text(message: unknown): string {
  return message instanceof Error ? message.message : String(message);
}
