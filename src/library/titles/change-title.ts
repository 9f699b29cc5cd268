import { isDeepStrictEqual } from 'node:util'
import type { Audit } from '../../access/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError, NotFoundError } from '../../kernel/errors.ts'
import { assertVersion } from '../../kernel/etag.ts'
import type { EventLog } from '../../live/event-log.ts'
import { stateOf } from './facts.ts'
import { edit, type FactChange, lock, type Merged, reset, takeBack, unlock } from './merge.ts'
import { FACT_KEYS, type FactKey, type FactSource, type KnownFacts, titleSubject } from './model.ts'
import { type ChangeRow, findChange } from './page-store.ts'
import { addFactChanges, markUndone, openTitles, type OpenTitle, saveTitles } from './store.ts'

export interface ChangeDeps {
  db: Db
  clock: Clock
  audit: Audit
  events: EventLog
}

export interface Asked {
  titleId: number
  actor: string
  address?: string
  /** Undefined where the caller need not have seen the newest version. */
  ifMatch?: { tag: string | undefined }
}

type Act = 'edited' | 'locked' | 'unlocked' | 'reset' | 'undone' | 'matched'
interface Done extends Merged {
  act: Act
  details: Readonly<Record<string, unknown>>
}

/** @throws NotFoundError `library/no-such-title` */
export async function openTitle(tx: Tx, titleId: number): Promise<OpenTitle> {
  const title = (await openTitles(tx, [titleId])).get(titleId)
  if (title === undefined) throw new NotFoundError('library/no-such-title', { params: { titleId } })
  return title
}

/** Writes what a person did, its history, the audit and the event. @returns ids of the changes */
export async function keepChange(
  tx: Tx,
  { clock, audit, events }: Omit<ChangeDeps, 'db'>,
  { title, asked, done }: { title: OpenTitle; asked: Asked; done: Done },
): Promise<number[]> {
  const at = clock.now()
  const { row } = title
  const { standing, changes, act, details } = done
  if (!isDeepStrictEqual(standing, title.standing))
    await saveTitles(tx, [{ title, standing, more: stateOf(row, standing) }], at)
  const noted = changes.map((change) => ({
    ...change,
    libraryId: row.library_id,
    titleId: row.id,
    actor: asked.actor,
    runId: null,
  }))
  const ids = await addFactChanges(tx, noted, at)
  const subject = titleSubject(row.id)
  const { actor, address } = asked
  await audit.append(tx, {
    actor,
    ...(address === undefined ? {} : { address }),
    action: `library.title.${act}`,
    subject,
    details,
  })
  const data = {
    libraryId: row.library_id,
    titleId: row.id,
    title: standing.facts.title ?? row.title,
    year: standing.facts.year ?? row.year,
    kind: row.kind,
  }
  await events.append(tx, { kind: `library.title.${act}`, actor, subject, data })
  return ids
}

const change =
  (deps: ChangeDeps) =>
  (asked: Asked, work: (title: OpenTitle, at: number) => Done): Promise<number[]> =>
    deps.db.tx(async (tx) => {
      const title = await openTitle(tx, asked.titleId)
      if (asked.ifMatch !== undefined) assertVersion(asked.ifMatch.tag, String(title.row.version))
      return keepChange(tx, deps, { title, asked, done: work(title, deps.clock.now()) })
    })

export type Edits = { [Key in FactKey]?: KnownFacts[Key] | null | undefined }

/** What a person says is locked; null takes a fact away. @throws ConflictError 412, 428 */
export async function editFacts(deps: ChangeDeps, asked: Asked, facts: Edits): Promise<void> {
  const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
  await change(deps)(asked, ({ standing }, at) => ({
    ...edit(standing, { facts: given, by: asked.actor, at }),
    act: 'edited',
    details: { facts: Object.keys(given) },
  }))
}

export async function setLocks(
  deps: ChangeDeps,
  asked: Asked,
  names: Record<'lock' | 'unlock', readonly string[]>,
): Promise<void> {
  await change(deps)(asked, ({ standing }) => ({
    standing: lock(unlock(standing, names.unlock), names.lock),
    changes: [],
    act: names.lock.length > 0 ? 'locked' : 'unlocked',
    details: names,
  }))
}

/** Unlocks the facts and gives them what the most trusted source says. */
export async function resetFacts(deps: ChangeDeps, asked: Asked, keys: readonly FactKey[] = FACT_KEYS): Promise<void> {
  await change(deps)(asked, ({ standing }, at) => ({
    ...reset(standing, { keys, by: asked.actor, at }),
    act: 'reset',
    details: { facts: keys },
  }))
}

/**
 * Takes one change back: value, source and lock are as before it.
 * @throws NotFoundError; ConflictError `library/change-undone`, `library/changed-since`
 */
export async function undoChange(deps: ChangeDeps, asked: Asked, changeId: number): Promise<void> {
  await deps.db.tx(async (tx) => {
    const title = await openTitle(tx, asked.titleId)
    const row = await findChange(tx, { titleId: asked.titleId, changeId })
    if (row === undefined) throw new NotFoundError('library/no-such-change', { params: { changeId } })
    if (row.undone_by !== null) throw new ConflictError('library/change-undone', { params: { changeId } })
    const former = toChange(row)
    if (!isStanding(title.standing.facts, former))
      throw new ConflictError('library/changed-since', { params: { fact: former.key } })
    const merged = takeBack(title.standing, { change: former, by: asked.actor, at: deps.clock.now() })
    const details = { fact: former.key, changeId }
    const [undoneBy] = await keepChange(tx, deps, { title, asked, done: { ...merged, act: 'undone', details } })
    await markUndone(tx, changeId, undoneBy ?? changeId)
  })
}

/** Only what stands can be taken back: what came after it would be lost. */
export const isStanding = (facts: KnownFacts, { key, after }: Pick<FactChange, 'key' | 'after'>): boolean =>
  isDeepStrictEqual(facts[key], after)

const parse = (json: string | null): unknown => (json === null ? undefined : (JSON.parse(json) as unknown))

export const toChange = (row: ChangeRow): FactChange => ({
  key: row.fact as FactKey,
  before: parse(row.before),
  after: parse(row.after),
  source: row.source as FactSource,
  beforeSource: (row.before_source ?? undefined) as FactSource | undefined,
  wasLocked: row.was_locked === 1,
})
