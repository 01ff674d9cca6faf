/** Where the stack's own progress goes: one short line at a time. */
export interface Reporter {
  say(line: string): void;
}

export const consoleReporter: Reporter = { say: (line) => console.log(line) };
export const silentReporter: Reporter = { say: () => undefined };

/** A terminal that was closed must not keep the stack from stopping in order. */
export function surviveClosedTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
