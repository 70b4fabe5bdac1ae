import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import type { Strings } from './en.ts'
import type { Language } from './plural.ts'

export const languages: { id: Language; name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'de', name: 'Deutsch' },
]

/** Each language is a chunk of its own: nobody loads the other. */
const catalogues: Record<Language, () => Promise<{ strings: Strings }>> = {
  en: () => import('./en.ts'),
  de: () => import('./de.ts'),
}

const storageKey = 'latchkey.language'

/** The reader's choice, else the first language of the browser that the dashboard speaks. */
export function preferredLanguage(): Language {
  const wished = [stored(), ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase())
  const known = wished.find((tag) => languages.some(({ id }) => id === tag))
  return (known as Language | undefined) ?? 'en'
}

export async function loadStrings(language: Language): Promise<Strings> {
  return (await catalogues[language]()).strings
}

interface Choice {
  language: Language
  strings: Strings
  setLanguage(language: Language): Promise<void>
}

const LanguageContext = createContext<Choice | undefined>(undefined)

export function LanguageProvider({
  initial,
  children,
}: {
  initial: { language: Language; strings: Strings }
  children: ReactNode
}) {
  const [spoken, setSpoken] = useState(initial)
  useEffect(() => {
    document.documentElement.lang = spoken.language
  }, [spoken.language])

  const choice = useMemo<Choice>(
    () => ({
      ...spoken,
      setLanguage: async (language) => {
        const strings = await loadStrings(language)
        store(language)
        setSpoken({ language, strings })
      },
    }),
    [spoken],
  )
  return (
    <LanguageContext value={choice}>
      <I18nProvider locale={spoken.language === 'de' ? 'de-DE' : 'en-GB'}>{children}</I18nProvider>
    </LanguageContext>
  )
}

export function useLanguage(): Choice {
  const choice = useContext(LanguageContext)
  if (!choice) throw new Error('useLanguage needs a LanguageProvider around it')
  return choice
}

/** The texts in the reader's language. */
export function useStrings(): Strings {
  return useLanguage().strings
}

/** A browser may forbid storage altogether; the choice then lasts as long as the page. */
function stored() {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

function store(language: Language) {
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // See above.
  }
}
