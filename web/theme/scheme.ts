import { useSyncExternalStore } from 'react'

/** What the person chose in this browser. */
export type ThemeChoice = 'system' | 'light' | 'dark'
export type Theme = 'light' | 'dark'

const KEY = 'patchbay.theme'
const listeners = new Set<() => void>()
const prefersDark = () => matchMedia('(prefers-color-scheme: dark)')

let choice: ThemeChoice = readChoice()

function readChoice(): ThemeChoice {
  try {
    const kept = localStorage.getItem(KEY)
    return kept === 'light' || kept === 'dark' ? kept : 'system'
  } catch {
    return 'system' // storage is forbidden here; the choice lives as long as the page
  }
}

function keepChoice(next: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, next)
  } catch {
    return // as above
  }
}

const themeNow = (): Theme => (choice === 'system' ? (prefersDark().matches ? 'dark' : 'light') : choice)

function show(): void {
  document.documentElement.dataset['theme'] = themeNow()
  document.documentElement.dataset['mantineColorScheme'] = themeNow()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) prefersDark().addEventListener('change', show)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) prefersDark().removeEventListener('change', show)
  }
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next
  keepChoice(next)
  show()
}

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, () => choice)
export const useTheme = (): Theme => useSyncExternalStore(subscribe, themeNow)
