import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import { putCandidates } from '../assets/store.ts'
import { getLibrary, type Library } from '../libraries/index.ts'
import { applyFacts } from '../titles/facts.ts'
import { isLocked, WHOLE_TITLE } from '../titles/model.ts'
import { findTitle } from '../titles/page-store.ts'
import { knownFactsOf, type TitleRow } from '../titles/store.ts'
import type { Asking } from './asking.ts'
import { enrichSeasons } from './enrich-seasons.ts'
import { findMatch } from './find-match.ts'
import type { EnrichTitle } from './jobs.ts'
import type { MetadataProvider, ProvidedKind, ProvidedPicture, ProvidedTitle } from './ports.ts'
import type { Verdict } from './score-match.ts'
import { deleteMatches, type MatchCare, saveMatches, setCare, setEnriched } from './store.ts'
import { assertStillAsked } from './still-asked.ts'
import { tellWaiting } from './tell-waiting.ts'

export interface EnrichDeps {
  db: Db
  attention: Attention
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError */
  openProvider(connectionId: number): Promise<MetadataProvider>
  /** What comes after it, as children of the job. */
  follow(job: JobContext, enriched: { titleIds: readonly number[]; isAlone: boolean; library: Library }): void
}

export type Enriched =
  | { is: 'left'; why: 'gone' | 'locked' | 'no-such-kind' | 'not-there' }
  | { is: 'unsure' | 'none' | 'gone-at-provider' }
  | { is: 'enriched'; titles: number }

const isProvided = (kind: TitleRow['kind']): kind is ProvidedKind => kind === 'movie' || kind === 'series'

export function enrichTitle(deps: EnrichDeps) {
  return async (
    { titleId, connectionId, isAlone }: PayloadOf<typeof EnrichTitle>,
    job: JobContext,
  ): Promise<Enriched> => {
    const row = await findTitle(deps.db.read, titleId)
    if (row === undefined || row.deleted_at !== null) return { is: 'left', why: 'gone' }
    if (!isProvided(row.kind)) return { is: 'left', why: 'no-such-kind' }
    const locks = JSON.parse(row.locks) as string[]
    if (locks.includes(WHOLE_TITLE)) return { is: 'left', why: 'locked' }
    const facts = knownFactsOf(row)
    // A person said that the provider does not have it.
    if (facts.tmdb === undefined && isLocked(locks, 'tmdb')) return { is: 'left', why: 'not-there' }
    const library = await getLibrary(deps.db.read, row.library_id)
    const provider = await deps.openProvider(connectionId)
    const asking = { provider, row, wish: { language: library.settings.language, signal: job.signal } }
    const match = await findMatch(provider, { kind: row.kind, facts }, asking.wish)
    if (match.is === 'unsure' || match.is === 'none') return leaveToPerson(deps, { job, row, library }, match)
    const id = match.is === 'known' ? match.id : match.match.id
    const provided = await readProvided(asking, { kind: row.kind, id })
    if (provided === undefined) return noteGone(deps, { job, row, library }, id)
    const more = await enrichSeasons(deps.db.read, asking, { id, provided, job })
    await job.commit(async (tx) => {
      await assertStillAsked(tx, { job, row, id })
      await keep(tx, { row, provided, provider }, job)
      if (row.care_code !== null) await tellWaiting(tx, deps.attention, library)
    })
    deps.follow(job, { titleIds: [titleId, ...more], isAlone, library })
    return { is: 'enriched', titles: 1 + more.length }
  }
}

/** @returns undefined when the provider answered that it has it no longer */
async function readProvided(
  { provider, wish }: Asking,
  { kind, id }: { kind: ProvidedKind; id: string },
): Promise<ProvidedTitle | undefined> {
  try {
    return await provider.readTitle(kind, id, wish)
  } catch (error) {
    if (error instanceof NotFoundError && error.code === 'library/gone-at-provider') return undefined
    throw error
  }
}

interface Left {
  job: JobContext
  row: TitleRow
  library: Library
}

async function leaveToPerson(
  { attention }: EnrichDeps,
  { job, row, library }: Left,
  verdict: Exclude<Verdict, { is: 'sure' }>,
): Promise<Enriched> {
  const now = job.clock.now()
  const matches = verdict.is === 'none' ? [] : verdict.matches
  await job.commit(async (tx) => {
    await assertStillAsked(tx, { job, row, id: null })
    await saveMatches(tx, row.id, { matches, now })
    const code: MatchCare = verdict.is === 'none' ? 'library.no-match' : 'library.match-unsure'
    await setCare(tx, row.id, { code, params: { title: row.title, count: matches.length } })
    await tellWaiting(tx, attention, library)
  })
  return { is: verdict.is }
}

/** What is known here stays; a person says which one it is now. */
async function noteGone({ attention }: EnrichDeps, { job, row, library }: Left, id: string): Promise<Enriched> {
  await job.commit(async (tx) => {
    await assertStillAsked(tx, { job, row, id })
    await setCare(tx, row.id, { code: 'library.gone-at-provider', params: { title: row.title, id } })
    await tellWaiting(tx, attention, library)
  })
  return { is: 'gone-at-provider' }
}

async function keep(
  tx: Tx,
  { row, provided, provider }: { row: TitleRow; provided: ProvidedTitle; provider: MetadataProvider },
  job: JobContext,
): Promise<void> {
  const now = job.clock.now()
  const told = { titleId: row.id, told: provided.facts, ids: provided.ids, source: 'provider' as const }
  await applyFacts(tx, { ...told, by: provider.id, runId: job.runId, at: now })
  await putCandidates(tx, candidatesOf(row, provided.pictures, provider.id), now)
  await deleteMatches(tx, row.id)
  await setEnriched(tx, [row.id], now)
}

export const candidatesOf = (
  { id, library_id }: Pick<TitleRow, 'id' | 'library_id'>,
  pictures: readonly ProvidedPicture[],
  provider: string,
) =>
  pictures.map(({ voteAverage, ...picture }) => ({
    ...picture,
    voteAverage,
    libraryId: library_id,
    titleId: id,
    source: 'provider' as const,
    provider,
  }))
