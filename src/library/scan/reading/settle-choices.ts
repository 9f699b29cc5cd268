import type { Probed } from '../writing/batch.ts'
import { chooseMain } from '../writing/choose-main.ts'
import type { FileRow } from '../writing/store.ts'
import type { PlaceReading, ReadTitle } from './model.ts'

export interface Lengths {
  probed: ReadonlyMap<string, Probed>
  known: ReadonlyMap<string, FileRow>
}

/** Readings whose choices are made, as far as they can be. */
export function settleChoices(reading: PlaceReading, lengths: Lengths): PlaceReading {
  if (reading.titles.every(({ choice }) => choice === null)) return reading
  const titles = reading.titles.map((title) => settle(reading, title, lengths))
  const mains = new Set(titles.flatMap(({ main, choice }) => (choice === null && main !== null ? [main] : [])))
  const files = reading.files.map((file) =>
    file.use === 'candidate' ? { ...file, use: mains.has(file.relPath) ? 'main' : 'unknown' } : file,
  )
  return { ...reading, titles, files }
}

function settle(reading: PlaceReading, title: ReadTitle, { probed, known }: Lengths): ReadTitle {
  if (title.choice === null) return title
  const files = reading.files.map(({ relPath, size }) => ({
    relPath,
    size,
    durationMs: probed.get(relPath)?.durationMs ?? known.get(relPath)?.duration_ms ?? null,
  }))
  const chosen = chooseMain(title.choice, files)
  if (chosen.main === null) return { ...title, care: chosen.care }
  return { ...title, main: chosen.main, choice: null }
}
