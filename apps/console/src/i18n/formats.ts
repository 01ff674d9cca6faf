import { useMemo } from 'react';
import { useLanguage } from './language.context';

/** Moments, numbers and spans as people of the chosen language write them. */
export function useFormats() {
  const { language } = useLanguage();
  return useMemo(() => formatsOf(regionalOf(language)), [language]);
}

/** As the browser's region writes it, where that speaks the language: `en-GB` has other dates than `en-US`. */
function regionalOf(language: string): string {
  return navigator.languages.find((each) => each.startsWith(`${language}-`)) ?? language;
}

function formatsOf(locale: string) {
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const short = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' });
  const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  return {
    number: (value: number) => number.format(value),
    /** Of 100. */
    percent: (value: number) => percent.format(value / 100),
    full: (iso: string) => full.format(new Date(iso)),
    short: (iso: string) => short.format(new Date(iso)),
    day: (iso: string) => day.format(new Date(iso)),
    hour: (iso: string) => hour.format(new Date(iso)),
    /** "3 min. ago", in the largest unit that fits. */
    ago: (iso: string) => relativeTo(relative, Date.parse(iso) - Date.now()),
  };
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

function relativeTo(format: Intl.RelativeTimeFormat, differenceMs: number): string {
  const [unit, ms] = UNITS.find(([, size]) => Math.abs(differenceMs) >= size) ?? (['second', 1_000] as const);
  return format.format(Math.round(differenceMs / ms), unit);
}
