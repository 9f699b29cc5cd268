import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import en from '../locales/en.json' with { type: 'json' }

type CatalogueKey = keyof typeof en
type WithoutPlural<Key> = Key extends `${infer Stem}_${'one' | 'other'}` ? Stem : Key

/** A key of the catalogue; plural forms by their common stem, filled by `count`. */
export type WordKey = WithoutPlural<CatalogueKey>
export type Fill = Readonly<Record<string, string | number | boolean | null>>
export type Say = (key: WordKey, fill?: Fill) => string

export const catalogue = i18next.createInstance()
void catalogue.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  interpolation: { escapeValue: false },
  // Of a screen that did not bring the words of another area along: its tests hear of it.
  parseMissingKeyHandler(key) {
    reportError(new Error(`no words at ${key}`))
    return key
  },
  resources: { en: { translation: en } },
})

/** The sentence for a key. In a component take it from `useWords`, so that it changes with the language. */
export const say: Say = (key, fill = {}) => catalogue.t(key, fill)

/** Takes in what an area brings along, before its first screen is shown. */
export const addWords = (words: Readonly<Record<string, string>>): void =>
  void catalogue.addResourceBundle('en', 'translation', words, true)

/** Whether the catalogue has this key: for words that are found by a name the server sent. */
export const isWord = (key: string): key is WordKey => catalogue.exists(key)

export function useWords(): Say {
  useTranslation()
  return say
}

/** The language that numbers and dates are written in. */
export const language = (): string => catalogue.language
