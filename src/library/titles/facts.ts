import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../../db/db.ts'
import { edit, type FactChange, hear, type Merged, type Standing } from './merge.ts'
import { type FactKey, type FactSource, ID_NAMES, type KnownFacts, type TitleFacts, type TitleIds } from './model.ts'
import {
  addFactChanges,
  type ChangedTitle,
  type NotedChange,
  type OpenTitle,
  openTitles,
  saveTitles,
  saveTold,
  type TitleRow,
  type ToldRow,
} from './store.ts'

/** What one source tells of one title. */
export interface TellFacts {
  titleId: number
  told: TitleFacts
  ids?: TitleIds
  source: FactSource
  /** A person's or a job's actor. */
  by: string
  runId?: number
  /** Epoch ms. */
  at: number
}

/**
 * Merges what a source tells into a title: see `hear` and, for a person, `edit`.
 * @returns the facts whose value is another one now; none when there is no such title
 */
export async function applyFacts(tx: Tx, tell: TellFacts): Promise<FactKey[]> {
  return (await applyFactsToMany(tx, [tell])).get(tell.titleId) ?? []
}

/** The same for many at once, in their order; a title may stand among them several times. Only titles that changed are in the answer. */
export async function applyFactsToMany(tx: Tx, tells: readonly TellFacts[]): Promise<Map<number, FactKey[]>> {
  if (tells.length === 0) return new Map()
  const titles = await openTitles(tx, [...new Set(tells.map(({ titleId }) => titleId))])
  const heard = new Map<number, Standing>()
  const notes: { tell: TellFacts; title: OpenTitle; changes: readonly FactChange[] }[] = []
  const told = new Map<string, ToldRow>()
  for (const tell of tells) {
    const title = titles.get(tell.titleId)
    if (title === undefined) continue
    const before = heard.get(tell.titleId) ?? title.standing
    const { standing, changes } = mergeOf(before, tell)
    heard.set(tell.titleId, standing)
    notes.push({ tell, title, changes })
    for (const row of toldRowOf(tell, { before, after: standing })) told.set(`${row.titleId}:${row.source}`, row)
  }
  const at = Math.max(...tells.map((tell) => tell.at))
  await saveTitles(tx, changedOf(titles, heard), at)
  await saveTold(tx, [...told.values()], at)
  await addFactChanges(tx, notes.flatMap(notedOf), at)
  return keysByTitle(notes)
}

function mergeOf(standing: Standing, { told, ids, source, by, at }: TellFacts): Merged {
  const facts: KnownFacts = { ...told, ...ids }
  return source === 'person' ? edit(standing, { facts, by, at }) : hear(standing, { facts, source, by, at })
}

function toldRowOf({ titleId, source }: TellFacts, { before, after }: Record<'before' | 'after', Standing>): ToldRow[] {
  if (source === 'person') return []
  const facts = after.told[source]
  return facts === undefined || isDeepStrictEqual(facts, before.told[source]) ? [] : [{ titleId, source, facts }]
}

function changedOf(titles: ReadonlyMap<number, OpenTitle>, heard: ReadonlyMap<number, Standing>): ChangedTitle[] {
  return [...heard].flatMap(([titleId, standing]) => {
    const title = titles.get(titleId)
    return title === undefined || isSame(title.standing, standing)
      ? []
      : [{ title, standing, more: stateOf(title.row, standing) }]
  })
}

const isSame = (one: Standing, other: Standing): boolean =>
  isDeepStrictEqual(one.sources, other.sources) &&
  isDeepStrictEqual(one.facts, other.facts) &&
  isDeepStrictEqual(one.locks, other.locks)

/** With an id it is identified; with another one at the provider, what that said is to be asked anew. */
export function stateOf(row: TitleRow, { facts, sources }: Standing): Partial<TitleRow> {
  const known = ID_NAMES.find((name) => facts[name] !== undefined)
  if (known === undefined) return { state: 'unidentified', identified_by: null, enriched_at: null }
  const identified_by = sources[known]?.source ?? null
  const isOther = row.tmdb_id !== null && facts.tmdb !== row.tmdb_id
  if (row.state === 'unidentified' || isOther) return { state: 'identified', identified_by, enriched_at: null }
  return { identified_by }
}

/** The first value of a fact is no change worth a line, unless a person gave it. */
function notedOf({ tell, title, changes }: { tell: TellFacts; title: OpenTitle; changes: readonly FactChange[] }) {
  return changes
    .filter(({ before }) => before !== undefined || tell.source === 'person')
    .map((change): NotedChange => ({
      ...change,
      libraryId: title.row.library_id,
      titleId: tell.titleId,
      actor: tell.by,
      runId: tell.runId ?? null,
    }))
}

function keysByTitle(notes: readonly { tell: TellFacts; changes: readonly FactChange[] }[]): Map<number, FactKey[]> {
  const keys = new Map<number, FactKey[]>()
  for (const { tell, changes } of notes)
    if (changes.length > 0)
      keys.set(tell.titleId, [...new Set([...(keys.get(tell.titleId) ?? []), ...changes.map(({ key }) => key)])])
  return keys
}
