export type Language = 'en' | 'de'

const rules = { en: new Intl.PluralRules('en'), de: new Intl.PluralRules('de') }
const numbers = { en: new Intl.NumberFormat('en-GB'), de: new Intl.NumberFormat('de-DE') }

/** `{n}` in the chosen form stands for the number. English and German tell one from many and nothing more. */
export function plural(language: Language, n: number, forms: { one: string; other: string }): string {
  const form = rules[language].select(n) === 'one' ? forms.one : forms.other
  return form.replace('{n}', formatNumber(language, n))
}

export function formatNumber(language: Language, n: number): string {
  return numbers[language].format(n)
}
