import { z } from 'zod';

// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;
// PostgreSQL's text cannot hold the first one, and nobody can read the others.
// eslint-disable-next-line no-control-regex -- as above
const CONTROL_CHARACTER_IN_LINES = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** Half of a surrogate pair: UTF-8 has no such character, and PostgreSQL would get another one. */
const BROKEN_CHARACTER = /\p{Surrogate}/u;
const isWhole = (text: string) => !BROKEN_CHARACTER.test(text);
const NOT_WHOLE = 'must be whole Unicode characters';

/** Whether PostgreSQL's text holds it as it is. */
export const isStorableText = (text: string) => isWhole(text) && !text.includes('\u0000');

/** One line for people to read, such as a name. */
export const lineOfText = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .refine((text) => !CONTROL_CHARACTER.test(text), 'must not contain control characters')
    .refine(isWhole, NOT_WHOLE);

/** Lines for people to read, such as a description. */
export const linesOfText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((text) => !CONTROL_CHARACTER_IN_LINES.test(text), 'must not contain control characters')
    .refine(isWhole, NOT_WHOLE);
