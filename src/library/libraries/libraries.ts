import { type Audit, nameKey } from '../../access/index.ts'
import type { Db, Reader, Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import { findLiveJob, readTiming } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { assertVersion } from '../../kernel/etag.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Roots } from '../../transfer/index.ts'
import { compileIgnore } from './ignore.ts'
import { ForgetLibrary } from './jobs.ts'
import { LIBRARIES_MOST, type Library, type LibraryKind, TASK_NAMES, type TaskName } from './model.ts'
import type { LibrarySettings, LibrarySettingsChange } from './settings/contract.ts'
import { USUAL_SETTINGS, withChange } from './settings/usual-settings.ts'
import { findLibrary, findLibraryByName, insertLibrary, letLibraryGo, listLibraries, updateLibrary } from './store.ts'
import { dropTasks, putTasks, type TaskDeps } from './tasks.ts'

export interface LibraryDeps extends TaskDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  roots: Roots
  /** Whether the host's admin lets folders there be used. */
  isAllowedFolder(path: string): boolean
  /** @throws NotFoundError, ConflictError when there is no such connection, or it is no provider */
  requireProvider(connectionId: number): Promise<unknown>
  /** Something about the libraries has changed. */
  changed(): void
}

export interface By {
  actor: string
  address?: string
}

export interface LibraryInput {
  kind: LibraryKind
  name: string
  path: string
  settings?: LibrarySettingsChange
}

export interface LibraryChange {
  name?: string | undefined
  isEnabled?: boolean | undefined
  settings?: LibrarySettingsChange | undefined
}

/** @throws NotFoundError */
export async function getLibrary(reader: Reader, libraryId: number): Promise<Library> {
  const found = await findLibrary(reader, libraryId)
  if (found === undefined) throw new NotFoundError('library/no-such-library', { params: { libraryId } })
  return found
}

const LOCK = 'library_libraries'

export function addLibrary(deps: LibraryDeps) {
  return async ({ kind, name, path, settings: wish = {} }: LibraryInput, by: By): Promise<Library> => {
    assertAllowed(deps, path)
    const settings = withChange(USUAL_SETTINGS, wish)
    await assertUsable(deps, settings)
    await assertFreeName(deps.db.read, name)
    const root = await deps.roots.add({ name: `library: ${path}`.slice(0, 200), path })
    const library = await deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      await assertFreeName(tx, name)
      const known = await listLibraries(tx)
      if (known.some(({ rootId }) => rootId === root.id))
        throw new ConflictError('library/folder-is-a-library', { params: { path } })
      if (known.length >= LIBRARIES_MOST)
        throw new ConflictError('library/too-many-libraries', { params: { most: LIBRARIES_MOST } })
      const facts = { kind, name, nameKey: nameKey(name), rootId: root.id, settings, isEnabled: true }
      const added = await insertLibrary(tx, facts, deps.clock.now())
      await putTasks(deps, tx, added)
      await tell(deps, tx, { what: 'added', library: added, by, details: { kind, name, path, settings } })
      return added
    })
    deps.changed()
    return library
  }
}

export function changeLibrary(deps: LibraryDeps) {
  return async (
    libraryId: number,
    change: LibraryChange,
    by: By & { ifMatch: string | undefined },
  ): Promise<Library> => {
    const now = await getLibrary(deps.db.read, libraryId)
    if (change.settings !== undefined) await assertUsable(deps, withChange(now.settings, change.settings))
    const library = await deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const before = await getLibrary(tx, libraryId)
      assertVersion(by.ifMatch, String(before.version))
      const name = change.name ?? before.name
      await assertFreeName(tx, name, libraryId)
      const settings = withChange(before.settings, change.settings ?? {})
      const facts = { name, nameKey: nameKey(name), settings, isEnabled: change.isEnabled ?? before.isEnabled }
      const after = await updateLibrary(tx, before, { ...facts, now: deps.clock.now() })
      await putTasks(deps, tx, after)
      await tell(deps, tx, { what: 'changed', library: after, by, details: { ...change } })
      return after
    })
    deps.changed()
    return library
  }
}

/** Its rows go; no file does. */
export function removeLibrary(deps: LibraryDeps) {
  return async (libraryId: number, by: By): Promise<void> => {
    await deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const library = await getLibrary(tx, libraryId)
      if (!(await deps.roots.retire(tx, library.rootId)))
        throw new ConflictError('library/busy', { params: { name: library.name } })
      await dropTasks(deps, tx, libraryId)
      await letLibraryGo(tx, libraryId, deps.clock.now())
      await deps.jobs.enqueue(tx, ForgetLibrary, { libraryId }, { actor: by.actor, label: library.name })
      await tell(deps, tx, { what: 'removed', library, by, details: { name: library.name } })
    })
    deps.changed()
  }
}

/** @returns the run */
export function runTask(deps: LibraryDeps) {
  return async (libraryId: number, task: TaskName, by: By): Promise<number> => {
    const library = await getLibrary(deps.db.read, libraryId)
    const known = deps.tasks.find(({ name }) => name === task)
    if (known === undefined) throw new NotFoundError('library/no-such-task', { params: { task } })
    const options = { actor: by.actor, priority: 3, label: library.name }
    return (await deps.db.tx((tx) => deps.jobs.enqueue(tx, known.contract, known.payloadOf(libraryId), options))).runId
  }
}

export const isBeingForgotten = async (reader: Reader, libraryId: number): Promise<boolean> =>
  (await findLiveJob(reader, ForgetLibrary.kind, String(libraryId))) !== undefined

function assertAllowed(deps: LibraryDeps, path: string): void {
  if (deps.isAllowedFolder(path)) return
  const fields = [{ pointer: '/path', code: 'library/folder-not-allowed', params: { path } }]
  throw new InvalidInputError('library/folder-not-allowed', { status: 422, params: { path }, fields })
}

async function assertUsable(deps: LibraryDeps, settings: LibrarySettings): Promise<void> {
  const { timeZone, clock } = deps
  for (const task of TASK_NAMES) {
    const cron = settings.schedules[task]
    const pointers = { cron: `/settings/schedules/${task}`, timeZone: '/settings/schedules' }
    if (cron !== null) readTiming({ cron, timeZone }, clock.now(), pointers)
  }
  compileIgnore(settings.ignore)
  if (settings.connectionId !== null) await deps.requireProvider(settings.connectionId)
}

async function assertFreeName(reader: Reader, name: string, own?: number): Promise<void> {
  const other = await findLibraryByName(reader, nameKey(name))
  if (other !== undefined && other.libraryId !== own)
    throw new ConflictError('library/name-taken', { params: { name: other.name } })
}

async function tell(
  { audit, events }: LibraryDeps,
  tx: Tx,
  told: { what: 'added' | 'changed' | 'removed'; library: Library; by: By; details: Record<string, unknown> },
): Promise<void> {
  const { actor, address } = told.by
  const subject = `library:${told.library.libraryId}`
  const action = `library.library.${told.what}`
  const from = address === undefined ? {} : { address }
  await audit.append(tx, { actor, action, subject, details: told.details, ...from })
  await events.append(tx, { kind: action, actor, scope: subject, subject, data: { name: told.library.name } })
}
