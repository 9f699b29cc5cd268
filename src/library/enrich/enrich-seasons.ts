import type { Reader } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import { putCandidates } from '../assets/store.ts'
import { applyFactsToMany, type TellFacts } from '../titles/facts.ts'
import type { TitleFacts, TitleIds } from '../titles/model.ts'
import type { Asking } from './asking.ts'
import type { ProvidedPicture, ProvidedSeason, ProvidedTitle } from './ports.ts'
import { assertStillAsked } from './still-asked.ts'
import { type ChildTitle, listChildTitles, setEnriched } from './store.ts'

interface Told {
  titleId: number
  facts: TitleFacts
  ids: TitleIds
  pictures: readonly ProvidedPicture[]
}

/** Of a series, what is known of the seasons and episodes that are there. @returns their titles */
export async function enrichSeasons(
  reader: Reader,
  { provider, row, wish }: Asking,
  { id, provided, job }: { id: string; provided: ProvidedTitle; job: JobContext },
): Promise<number[]> {
  const seasons = await listChildTitles(reader, [row.id])
  const known = new Set(provided.seasons.map(({ number }) => number))
  const ours = seasons.filter(
    (one): one is ChildTitle & { number: number } => one.number !== null && known.has(one.number),
  )
  const titleIds: number[] = []
  for (const [done, season] of ours.entries()) {
    job.progress({ current: done, total: ours.length, unit: 'seasons' })
    const found = await readSeason(() => provider.readSeason(id, season.number, wish))
    if (found === undefined) continue
    const told = toldOf(season, found, await listChildTitles(reader, [season.titleId]))
    await job.commit(async (tx) => {
      await assertStillAsked(tx, { job, row, id })
      const at = job.clock.now()
      const tells = told.map(({ titleId, facts, ids }): TellFacts => ({
        titleId,
        told: facts,
        ids,
        source: 'provider',
        by: provider.id,
        runId: job.runId,
        at,
      }))
      await applyFactsToMany(tx, tells)
      const candidates = told.flatMap(({ titleId, pictures }) =>
        pictures.map((picture) => ({
          ...picture,
          libraryId: row.library_id,
          titleId,
          source: 'provider' as const,
          provider: provider.id,
        })),
      )
      await putCandidates(tx, candidates, at)
      await setEnriched(
        tx,
        told.map(({ titleId }) => titleId),
        at,
      )
    })
    titleIds.push(...told.map(({ titleId }) => titleId))
  }
  return titleIds
}

function toldOf(season: ChildTitle, found: ProvidedSeason, episodes: readonly ChildTitle[]): Told[] {
  const byNumber = new Map(found.episodes.map((one) => [one.number, one]))
  return [
    { titleId: season.titleId, facts: found.facts, ids: found.ids, pictures: found.pictures },
    ...episodes.flatMap(({ titleId, number }) => {
      const one = number === null ? undefined : byNumber.get(number)
      return one === undefined ? [] : [{ titleId, facts: one.facts, ids: one.ids, pictures: one.pictures }]
    }),
  ]
}

async function readSeason(read: () => Promise<ProvidedSeason>): Promise<ProvidedSeason | undefined> {
  try {
    return await read()
  } catch (error) {
    // It was taken away between the two answers; what is known here stays.
    if (error instanceof NotFoundError && error.code === 'library/gone-at-provider') return undefined
    throw error
  }
}
