import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import { getLibrary } from '../libraries/index.ts'
import type { EnrichDeps } from './enrich-title.ts'
import { EnrichTitle, type EnrichTitles, type RefreshChanged } from './jobs.ts'
import type { ProvidedKind } from './ports.ts'
import {
  findAskedUntil,
  findFirstEnrichedAt,
  findTitlesOf,
  listEnriched,
  listNotEnriched,
  saveAskedUntil,
} from './store.ts'

const DAY_MS = 86_400_000
/** The provider tells of no more at once; both ends are part of it. */
const WINDOW_DAYS = 14
/** After so long it is cheaper, and surer, to ask about each. */
const LONGEST_DAYS = 90
const NEW_MOST = 5000

const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10)

export interface Window {
  from: string
  to: string
}

/** The days from the one to the other in parts that the provider takes. */
export function windowsOf(from: string, to: string): Window[] {
  const windows: Window[] = []
  for (let start = Date.parse(from); start <= Date.parse(to); start += WINDOW_DAYS * DAY_MS) {
    const end = Math.min(start + (WINDOW_DAYS - 1) * DAY_MS, Date.parse(to))
    windows.push({ from: dayOf(start), to: dayOf(end) })
  }
  return windows
}

export interface Refreshed {
  /** Days that were asked for; null when each title is asked about, or nobody can be asked. */
  from: string | null
  changed: number
  asked: number
}

export function refreshChanged({ db, openProvider }: Pick<EnrichDeps, 'db' | 'openProvider'>) {
  return async ({ libraryId }: PayloadOf<typeof RefreshChanged>, job: JobContext): Promise<Refreshed> => {
    const { kind: libraryKind, settings } = await getLibrary(db.read, libraryId)
    const { connectionId } = settings
    const kind = ({ films: 'movie', series: 'series', music: undefined } as const)[libraryKind]
    if (connectionId === null || kind === undefined) return { from: null, changed: 0, asked: 0 }
    const today = dayOf(job.clock.now())
    const from = await startOf({ db }, { libraryId, connectionId, today })
    const changed =
      from === null
        ? await listEnriched(db.read, libraryId)
        : await findChanged(
            { db, openProvider },
            { libraryId, kind, connectionId, windows: windowsOf(from, today) },
            job,
          )
    const asked = new Set([...changed, ...(await listNotEnriched(db.read, libraryId, NEW_MOST))])
    for (const titleId of asked) job.enqueue(EnrichTitle, { titleId, connectionId, isAlone: true })
    job.finishWith((tx) => saveAskedUntil(tx, libraryId, { connectionId, day: today, at: job.clock.now() }))
    return { from, changed: changed.length, asked: asked.size }
  }
}

/** From which day on; null when each title is to be asked about. */
async function startOf(
  { db }: Pick<EnrichDeps, 'db'>,
  { libraryId, connectionId, today }: { libraryId: number; connectionId: number; today: string },
): Promise<string | null> {
  const asked = await findAskedUntil(db.read, libraryId)
  // What another provider told says nothing of this one.
  if (asked !== undefined && asked.connectionId !== connectionId) return null
  const first = await findFirstEnrichedAt(db.read, libraryId)
  const from = asked?.day ?? (first === null ? today : dayOf(first))
  return (Date.parse(today) - Date.parse(from)) / DAY_MS > LONGEST_DAYS ? null : from
}

async function findChanged(
  { db, openProvider }: Pick<EnrichDeps, 'db' | 'openProvider'>,
  wish: { libraryId: number; kind: ProvidedKind; connectionId: number; windows: readonly Window[] },
  job: JobContext,
): Promise<number[]> {
  const provider = await openProvider(wish.connectionId)
  const titleIds = new Set<number>()
  for (const [done, days] of wish.windows.entries()) {
    job.progress({ current: done, total: wish.windows.length, unit: 'windows', message: `${days.from} – ${days.to}` })
    const ids = await provider.listChanged(wish.kind, days, job.signal)
    for (const titleId of await findTitlesOf(db.read, wish, ids)) titleIds.add(titleId)
  }
  return [...titleIds]
}

export const enrichTitles =
  () =>
  async ({ titleIds, connectionId }: PayloadOf<typeof EnrichTitles>, job: JobContext): Promise<{ asked: number }> => {
    for (const titleId of new Set(titleIds)) job.enqueue(EnrichTitle, { titleId, connectionId, isAlone: true })
    return { asked: titleIds.length }
  }
