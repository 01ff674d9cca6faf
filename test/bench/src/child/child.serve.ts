import type { Answer, Calls, Handlers, Question } from './child.calls.js';

/** Answers the parent's calls until the parent is gone. Ctrl-C is the parent's to handle. */
export function serveCalls<C extends Calls<C>>(handlers: Handlers<C>): void {
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (question: Question) => {
    void answer(handlers, question).then((reply) => process.send?.(reply));
  });
}

async function answer<C extends Calls<C>>(handlers: Handlers<C>, { id, name, argument }: Question): Promise<Answer> {
  try {
    return { id, result: await handlers[name as keyof C](argument) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
