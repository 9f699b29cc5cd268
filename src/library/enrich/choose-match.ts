import type { Tx } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import { assertVersion } from '../../kernel/etag.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { getLibrary, type Library } from '../libraries/index.ts'
import { type FolderWord, parseWord } from '../scan/index.ts'
import { type Asked, type ChangeDeps, keepChange, openTitle } from '../titles/change-title.ts'
import { edit, forget } from '../titles/merge.ts'
import { knownFactsOf, removeTold, type TitleRow } from '../titles/store.ts'
import type { EnrichDeps } from './enrich-title.ts'
import { EnrichTitle } from './jobs.ts'
import { judgeMatches, type ScoredMatch } from './score-match.ts'
import { clearCare, deleteMatches, hasOwnFolder, readFolderWord, saveFolderWord } from './store.ts'
import { tellWaiting } from './tell-waiting.ts'

export interface MatchDeps extends ChangeDeps, Pick<EnrichDeps, 'openProvider' | 'attention'> {
  jobs: Jobs
}

/**
 * A person says which title of the provider it is; null: it has none. That is locked, what the provider said of another one
 * counts no longer, and the folder is remembered, so that the title is known again when it is found anew.
 * @throws NotFoundError; ConflictError 412, 428, `library/no-match-of-kind`
 */
export async function chooseMatch(
  deps: MatchDeps,
  asked: Asked,
  providerId: string | null,
): Promise<{ runId: number | null }> {
  return deps.db.tx(async (tx) => {
    const title = await openTitle(tx, asked.titleId)
    const { row, standing } = title
    if (asked.ifMatch !== undefined) assertVersion(asked.ifMatch.tag, String(row.version))
    assertProvided(row)
    const by = { by: asked.actor, at: deps.clock.now() }
    const chosen = edit(standing, { facts: { tmdb: providerId }, ...by })
    const isOther = standing.facts.tmdb !== (providerId ?? undefined)
    const cleared = isOther ? forget(chosen.standing, { source: 'provider', ...by }) : { ...chosen, changes: [] }
    const done = {
      standing: cleared.standing,
      changes: [...chosen.changes, ...cleared.changes],
      act: 'matched' as const,
      details: { providerId },
    }
    if (isOther) await removeTold(tx, row.id, 'provider')
    await keepChange(tx, deps, { title, asked, done })
    await clearCare(tx, [row.id])
    await deleteMatches(tx, row.id)
    await rememberFolder(tx, row, { providerId, ...by })
    const library = await getLibrary(tx, row.library_id)
    await tellWaiting(tx, deps.attention, library)
    return { runId: providerId === null ? null : await askNow(tx, deps, { row, library, actor: asked.actor }) }
  })
}

function assertProvided({ kind, title }: TitleRow): void {
  if (kind !== 'movie' && kind !== 'series') throw new ConflictError('library/no-match-of-kind', { params: { title } })
}

async function rememberFolder(
  tx: Tx,
  { id, folder_id }: TitleRow,
  { providerId, by, at }: { providerId: string | null; by: string; at: number },
): Promise<void> {
  if (folder_id === null || !(await hasOwnFolder(tx, { id, folder_id }))) return
  const { ids, ...word }: FolderWord = parseWord(await readFolderWord(tx, folder_id))
  const { tmdb: _, ...others } = ids ?? {}
  const next: FolderWord = {
    ...word,
    ids: providerId === null ? others : { tmdb: providerId },
    spoken: { ...word.spoken, ids: { by, at } },
  }
  await saveFolderWord(tx, folder_id, JSON.stringify(next))
}

async function askNow(
  tx: Tx,
  { jobs }: MatchDeps,
  { row, library: { settings }, actor }: { row: TitleRow; library: Library; actor: string },
): Promise<number | null> {
  if (settings.connectionId === null) return null
  const payload = { titleId: row.id, connectionId: settings.connectionId, isAlone: true, ref: `v${row.version}` }
  const { runId } = await jobs.enqueue(tx, EnrichTitle, payload, { actor, priority: 3, label: row.title })
  return runId
}

/** @throws ConflictError `library/no-provider`; what the provider's calls throw */
export async function searchMatches(
  { db, openProvider }: Pick<MatchDeps, 'db' | 'openProvider'>,
  row: TitleRow,
  { text, year, signal }: { text: string; year?: number | undefined; signal: AbortSignal },
): Promise<readonly ScoredMatch[]> {
  const { kind } = row
  if (kind !== 'movie' && kind !== 'series')
    throw new ConflictError('library/no-match-of-kind', { params: { title: row.title } })
  const { settings, name } = await getLibrary(db.read, row.library_id)
  if (settings.connectionId === null) throw new ConflictError('library/no-provider', { params: { name } })
  const provider = await openProvider(settings.connectionId)
  const words = { title: text, ...(year === undefined ? {} : { year }) }
  const found = await provider.search(kind, words, { language: settings.language, signal })
  const { originalTitle } = knownFactsOf(row)
  const verdict = judgeMatches({ title: text, originalTitle, year: year ?? row.year ?? undefined }, found)
  return verdict.is === 'none' ? [] : verdict.matches
}
