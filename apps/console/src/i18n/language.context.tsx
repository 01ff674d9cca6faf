import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Dictionary, en } from './en';
import { es } from './es';
import { ru } from './ru';

export const LANGUAGES = { en: 'English', ru: 'Русский', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { en, ru, es };
const STORED = 'carehook.language';

interface LanguageValue {
  readonly language: Language;
  readonly words: Dictionary;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageValue>({ language: 'en', words: en, choose: () => undefined });

/** The language that was chosen, else the browser's where there is a dictionary of it, else English. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<LanguageValue>(
    () => ({
      language,
      words: DICTIONARIES[language],
      choose: (next) => {
        localStorage.setItem(STORED, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageValue {
  return useContext(LanguageContext);
}

export function useWords(): Dictionary {
  return useContext(LanguageContext).words;
}

function firstLanguage(): Language {
  const wanted = [localStorage.getItem(STORED) ?? '', ...navigator.languages.map((each) => each.slice(0, 2))];
  return wanted.find((each): each is Language => Object.hasOwn(DICTIONARIES, each)) ?? 'en';
}
