import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Dictionary, en } from './en';

export const LANGUAGES = { en: 'English', ru: 'Русский', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

/** English comes with the console, the others when somebody wants them. */
const DICTIONARIES: Readonly<Record<Language, () => Promise<Dictionary>>> = {
  en: () => Promise.resolve(en),
  ru: async () => (await import('./ru')).ru,
  es: async () => (await import('./es')).es,
};
const STORED = 'carehook.language';

/** A language and its words. */
export interface Spoken {
  readonly language: Language;
  readonly words: Dictionary;
}
interface LanguageValue extends Spoken {
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageValue>({ language: 'en', words: en, choose: () => undefined });

/** The language that was chosen, else the browser's where there is a dictionary of it, else English. */
export async function firstSpoken(): Promise<Spoken> {
  const wanted = [localStorage.getItem(STORED) ?? '', ...navigator.languages.map((each) => each.slice(0, 2))];
  const language = wanted.find((each): each is Language => Object.hasOwn(DICTIONARIES, each)) ?? 'en';
  return speak(language);
}

export function LanguageProvider({ first, children }: { readonly first: Spoken; readonly children: ReactNode }) {
  const [spoken, setSpoken] = useState(first);
  useEffect(() => {
    document.documentElement.lang = spoken.language;
  }, [spoken]);
  const value = useMemo<LanguageValue>(
    () => ({
      ...spoken,
      choose: (language) => {
        localStorage.setItem(STORED, language);
        void speak(language).then(setSpoken);
      },
    }),
    [spoken],
  );
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageValue {
  return useContext(LanguageContext);
}

export function useWords(): Dictionary {
  return useContext(LanguageContext).words;
}

/** In English where the words cannot be had: a newer version may have replaced the files. */
async function speak(language: Language): Promise<Spoken> {
  try {
    return { language, words: await DICTIONARIES[language]() };
  } catch {
    return { language: 'en', words: en };
  }
}
