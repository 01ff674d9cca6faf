import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CommandFailed } from './command.errors.js';

/** The text of a file; `-` is what comes in. @throws CommandFailed */
export async function textOfFile(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandFailed(`${path}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`);
  }
}

/** An argument's own text; the content of `@file`; what comes in, for `-`. @throws CommandFailed */
export function textOfArgument(argument: string): Promise<string> {
  if (argument === '-') return textOfFile('-');
  return argument.startsWith('@') ? textOfFile(argument.slice(1)) : Promise.resolve(argument);
}
