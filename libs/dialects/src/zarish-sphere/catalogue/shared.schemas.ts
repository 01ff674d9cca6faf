import { number, object, text } from '../../data-schema.js';

/** Somebody who did something. The page's nurse has no id. */
export const ACTOR = object({}, { id: text, name: text, role: text });
/** A patient where an event only refers to one. */
export const PATIENT = object({ id: text }, { firstName: text, lastName: text });
export const QUANTITY = object({}, { value: number, unit: text });
