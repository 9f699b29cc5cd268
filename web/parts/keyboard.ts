import { useEffect, useSyncExternalStore } from 'react'
import type { WordKey } from '../words.ts'

/** `g h` is one key after the other, `mod+k` is Ctrl or Cmd with K. */
export interface KeyBinding {
  keys: string
  label: WordKey
  /** Not said of a key that acts only where the focus is, and is bound there. */
  run?: () => void
}

const SEQUENCE_MS = 1000
const STORED = 'patchbay.singleKeys'
const bindings = new Set<KeyBinding>()
const listeners = new Set<() => void>()
let snapshot: readonly KeyBinding[] = []
let firstKey = ''
let firstAtMs = 0

/** Binds keys while the component is there. Single keys rest while typing, and when switched off in Settings. */
export function useKeys(own: readonly KeyBinding[]): void {
  useEffect(() => {
    for (const binding of own) bindings.add(binding)
    changed()
    return () => {
      for (const binding of own) bindings.delete(binding)
      changed()
    }
  }, [own])
}

/** All that is bound now, for the help. */
export const useBoundKeys = (): readonly KeyBinding[] => useSyncExternalStore(subscribe, () => snapshot)

/** Listens to the page's keys. @returns the call that ends it */
export function listenToKeys(): () => void {
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}

export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off'
  } catch {
    return true // storage is forbidden here
  }
}

export function switchSingleKeys(isOn: boolean): void {
  localStorage.setItem(STORED, isOn ? 'on' : 'off')
  changed()
}

export const useSingleKeys = (): boolean => useSyncExternalStore(subscribe, areSingleKeysOn)

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const isElsewhere = isTyping(event.target) || document.querySelector('[aria-modal="true"]') !== null
  if (event.ctrlKey || event.metaKey) {
    // What was typed is undone by the browser; with Shift it is done again.
    if (key !== 'z' || !(isElsewhere || event.shiftKey)) runBinding(`mod+${key}`, event)
    return
  }
  if (event.altKey || isElsewhere || !areSingleKeysOn()) return
  // Shift alone is no key: it is held for the `?` that comes.
  if (key === 'Shift') return
  const isSecond = firstKey !== '' && performance.now() - firstAtMs < SEQUENCE_MS
  const keys = isSecond ? `${firstKey} ${key}` : key
  firstKey = !isSecond && isFirstOfTwo(key) ? key : ''
  firstAtMs = performance.now()
  runBinding(keys, event)
}

const isFirstOfTwo = (key: string): boolean => [...bindings].some(({ keys }) => keys.startsWith(`${key} `))

function runBinding(keys: string, event: KeyboardEvent): void {
  const binding = [...bindings].findLast((one) => one.keys === keys)
  if (binding?.run === undefined) return
  event.preventDefault()
  binding.run()
}

function changed(): void {
  snapshot = [...bindings]
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Whether keys are being typed into something. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)
}
