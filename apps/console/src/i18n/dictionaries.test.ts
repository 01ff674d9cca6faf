import { describe, expect, it } from 'vitest';
import { en } from './en';
import { es } from './es';
import { ru } from './ru';

/** Each word by its path; those that are made when they are needed are all alike. */
function wordsOf(dictionary: object, path = ''): Map<string, string> {
  const words = new Map<string, string>();
  for (const [name, value] of Object.entries(dictionary) as [string, unknown][]) {
    const at = `${path}.${name}`;
    if (typeof value === 'object' && value !== null) for (const each of wordsOf(value, at)) words.set(...each);
    else words.set(at, typeof value === 'function' ? 'a function' : String(value));
  }
  return words;
}

const ENGLISH = wordsOf(en);
/** A text of so many words is no name that all languages share. */
const SENTENCE = /\S+ \S+ \S+ \S+/;

describe.each([
  ['ru', ru],
  ['es', es],
])('the dictionary %s', (_, dictionary) => {
  const words = wordsOf(dictionary);

  it('has every word, and no other', () => {
    expect([...words.keys()].sort()).toEqual([...ENGLISH.keys()].sort());
  });

  it('leaves no word empty and no sentence in English', () => {
    const left = [...words].filter(([path, text]) => {
      const english = ENGLISH.get(path);
      return (text === '' && english !== '') || (text === english && SENTENCE.test(text));
    });
    expect(left).toEqual([]);
  });
});
