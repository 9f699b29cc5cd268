import i18next from 'i18next'
import en from '../../locales/en.json' with { type: 'json' }
import { AppError, type Params } from './errors.ts'

export type WordKey = keyof typeof en

const catalogue = i18next.createInstance()
void catalogue.init({
  lng: 'en',
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: { en: { translation: en } },
})

/** The sentence for a key of the catalogue, its `{{params}}` filled in. A key that is not there comes back as itself. */
export function say(key: string, params: Params = {}): string {
  return catalogue.t(key, params)
}

/** @param params with their `count`, when the sentence has plural forms */
export function hasWords(key: string, params: Params = {}): boolean {
  return catalogue.exists(key, params)
}

export interface SaidError {
  code: string
  params: Params
  /** What happened. */
  text: string
  /** Why it likely happened. */
  why?: string
  /** What to do about it. */
  todo?: string
}

/** Any error in words. An error that is not ours says only that something unexpected happened; its text goes to the log. */
export function sayError(error: unknown): SaidError {
  return error instanceof AppError ? sayCode(error.code, error.params) : sayCode('internal/unexpected', {})
}

export function sayCode(code: string, params: Params): SaidError {
  const key = `error.${code}`
  const said: SaidError = { code, params, text: say(key, params) }
  if (hasWords(`${key}.why`, params)) said.why = say(`${key}.why`, params)
  if (hasWords(`${key}.todo`, params)) said.todo = say(`${key}.todo`, params)
  return said
}

/** A sentence as it stands in the catalogue, nothing filled in; empty when there is none. */
export const wordsOf = (key: string): string => (en as Readonly<Record<string, string>>)[key] ?? ''
