import { useSyncExternalStore } from 'react'

type Hidden = readonly string[]

const STORED = 'patchbay.columns.'
const NONE: Hidden = []
const byTable = new Map<string, Hidden>()
const listeners = new Set<() => void>()

/**
 * The columns of a table that the reader has hidden in this browser; they stay so over a reload.
 * @param table the name under which the choice is kept
 */
export function useHiddenColumns(table: string): readonly [Hidden, (hidden: Hidden) => void] {
  const hidden = useSyncExternalStore(subscribe, () => hiddenNow(table))
  return [hidden, (next) => hide(table, next)]
}

function hiddenNow(table: string): Hidden {
  const known = byTable.get(table)
  if (known !== undefined) return known
  const kept = readKept(table)
  byTable.set(table, kept)
  return kept
}

function readKept(table: string): Hidden {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORED + table) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : NONE
  } catch {
    return NONE // storage is forbidden here; the choice lives as long as the page
  }
}

function hide(table: string, next: Hidden): void {
  byTable.set(table, next)
  try {
    if (next.length === 0) localStorage.removeItem(STORED + table)
    else localStorage.setItem(STORED + table, JSON.stringify(next))
  } catch {
    // as above
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
