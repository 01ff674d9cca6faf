/** The form for a number: English and Spanish have `one` and `other`, Russian `few` and `many` too. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/** The number, as its language writes it, and the word in the form that goes with it. */
export function counter(locale: string): (number: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (number, forms) => `${numbers.format(number)} ${forms[rules.select(number)] ?? forms.other}`;
}
