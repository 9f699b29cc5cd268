import { useEffect, useState } from 'react'
import type { PaletteEntry, PaletteSource } from './palette-view.ts'

const STORED = 'patchbay.recent'
const RECENT = 5
const TYPING_MS = 120

interface Found {
  entries: readonly PaletteEntry[]
  /** A source could not be asked: what is shown may lack things. */
  isPartial: boolean
}

/** What fits the text, what was used last first. */
export function useEntries(sources: readonly PaletteSource[], text: string) {
  const [{ entries, isPartial }, setFound] = useState<Found>({ entries: [], isPartial: false })
  useEffect(() => {
    const aborter = new AbortController()
    const timer = window.setTimeout(
      () => void findAll(sources, { text, signal: aborter.signal, show: setFound }),
      text === '' ? 0 : TYPING_MS,
    )
    return () => {
      window.clearTimeout(timer)
      aborter.abort()
    }
  }, [sources, text])
  return { entries, isPartial, remember }
}

interface Search {
  text: string
  signal: AbortSignal
  show: (found: Found) => void
}

async function findAll(sources: readonly PaletteSource[], { text, signal, show }: Search): Promise<void> {
  const only = text.startsWith('>') ? 'commands' : text.startsWith('#') ? 'ids' : 'all'
  const asked = only === 'all' ? text.trim() : text.slice(1).trim()
  const found: (readonly PaletteEntry[])[] = sources.map(() => [])
  const showFound = (isPartial: boolean) => show({ entries: recentFirst(found.flat()), isPartial })
  const ends = await Promise.allSettled(
    sources.map(async (source, index) => {
      found[index] = await source.find(asked, only, signal)
      if (!signal.aborted) showFound(false)
    }),
  )
  if (!signal.aborted) showFound(ends.some((end) => end.status === 'rejected'))
}

function recentFirst(entries: readonly PaletteEntry[]): PaletteEntry[] {
  const recent = readRecent()
  const rank = (entry: PaletteEntry) => (recent.includes(entry.id) ? recent.indexOf(entry.id) : RECENT)
  return entries.toSorted((a, b) => rank(a) - rank(b))
}

function remember(entry: PaletteEntry): void {
  const next = [entry.id, ...readRecent().filter((id) => id !== entry.id)].slice(0, RECENT)
  try {
    localStorage.setItem(STORED, JSON.stringify(next))
  } catch {
    return // storage is forbidden here: nothing is remembered
  }
}

function readRecent(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}
