import { realpath } from 'node:fs/promises'
import type { Audit } from '../../access/index.ts'
import type { Db, Reader, Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import type { Clock } from '../../kernel/clock.ts'
import { assertVersion } from '../../kernel/etag.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Roots } from '../../transfer/index.ts'
import { cmsOfStation, getStation } from '../stations/index.ts'
import { forgetInbox } from './episodes/store.ts'
import { parsePattern } from './episodes/matching/pattern.ts'
import { type Inbox, INBOXES_MOST } from './model.ts'
import {
  factsIn,
  deleteInbox,
  findInboxRow,
  type InboxFacts,
  type InboxRow,
  insertInbox,
  listInboxRows,
  updateInbox,
} from './store.ts'

export interface InboxDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  roots: Roots
  /** Whether the host's admin lets folders there be used. */
  isAllowedFolder(path: string): boolean
  /** Something about the inboxes has changed. */
  changed(): void
}

export interface By {
  actor: string
  address?: string
}

/** As people say it: folders by their paths. */
export type InboxChange = Omit<InboxFacts, 'archiveRootId'> & { archiveFolder: string | null }
export type InboxInput = InboxChange & { stationId: number; path: string }

async function toInbox({ roots }: Pick<InboxDeps, 'roots'>, row: InboxRow): Promise<Inbox> {
  const facts = factsIn(row)
  return {
    ...facts,
    archiveFolder: facts.archiveRootId === null ? null : (await roots.get(facts.archiveRootId)).path,
    inboxId: row.id,
    stationId: row.station_id,
    rootId: row.root_id,
    path: (await roots.get(row.root_id)).path,
    cms: cmsOfStation({
      stationId: row.station_id,
      cmsConnectionId: row.cms_connection_id,
      keepsProgramme: row.keeps_programme === 1,
    }),
    version: row.version,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}

export async function listInboxes(deps: Pick<InboxDeps, 'db' | 'roots'>): Promise<Inbox[]> {
  return Promise.all((await listInboxRows(deps.db.read)).map((row) => toInbox(deps, row)))
}

/** @throws NotFoundError */
export async function getInbox(deps: Pick<InboxDeps, 'db' | 'roots'>, inboxId: number): Promise<Inbox> {
  return toInbox(deps, await needRow(deps.db.read, inboxId))
}

async function needRow(reader: Reader, inboxId: number): Promise<InboxRow> {
  const row = await findInboxRow(reader, inboxId)
  if (row === undefined) throw new NotFoundError('radio/no-such-inbox', { params: { inboxId } })
  return row
}

export function addInbox(deps: InboxDeps) {
  return async ({ stationId, path, ...input }: InboxInput, by: By): Promise<Inbox> => {
    const station = await getStation(deps.db.read, stationId)
    assertAllowed(deps, path, '/path')
    assertUsable(deps, { ...input, cms: cmsOfStation(station) })
    const root = await deps.roots.add({ name: `radio: ${station.name}: ${path}`.slice(0, 200), path })
    const { archiveFolder, ...given } = input
    const facts = { ...given, archiveRootId: await archiveRootOf(deps, archiveFolder) }
    const row = await deps.db.tx(async (tx) => {
      await lockInTx(tx, 'radio_inboxes')
      const known = await listInboxRows(tx)
      if (known.some((other) => other.root_id === root.id))
        throw new ConflictError('radio/folder-is-an-inbox', { params: { path } })
      if (known.length >= INBOXES_MOST)
        throw new ConflictError('radio/too-many-inboxes', { params: { most: INBOXES_MOST } })
      await getStation(tx, stationId)
      assertApart([...known.map((one) => one.root_id), root.id], facts.archiveRootId)
      const added = await insertInbox(tx, { stationId, rootId: root.id, ...facts }, deps.clock.now())
      await tell(deps, tx, { what: 'added', row: added, by, details: { path, ...input } })
      return added
    })
    deps.changed()
    return toInbox(deps, row)
  }
}

function assertAllowed(deps: InboxDeps, path: string, pointer: string): void {
  if (deps.isAllowedFolder(path)) return
  throw new InvalidInputError('radio/folder-not-allowed', {
    status: 422,
    params: { path },
    fields: [{ pointer, code: 'radio/folder-not-allowed', params: { path } }],
  })
}

type Rules = Pick<InboxChange, 'mode' | 'pattern' | 'archiveFolder'> & Pick<Inbox, 'cms'>

/** @throws InvalidInputError */
function assertUsable(deps: InboxDeps, { mode, cms, pattern, archiveFolder }: Rules): void {
  if (mode !== 'tracks' && cms === null)
    throw new InvalidInputError('radio/no-cms', {
      status: 422,
      fields: [{ pointer: '/mode', code: 'radio/no-cms' }],
    })
  if (pattern !== null) parsePattern(pattern)
  if (archiveFolder !== null) assertAllowed(deps, archiveFolder, '/archiveFolder')
}

/** What lies in an inbox is brought in: one that is an archive would bring in its own files again. */
function assertApart(inboxRootIds: readonly number[], archiveRootId: number | null): void {
  if (archiveRootId === null || !inboxRootIds.includes(archiveRootId)) return
  throw new InvalidInputError('radio/archive-is-inbox', {
    status: 422,
    fields: [{ pointer: '/archiveFolder', code: 'radio/archive-is-inbox' }],
  })
}

/** Folders that are used already may be the archive of several inboxes. */
async function archiveRootOf({ roots }: InboxDeps, folder: string | null): Promise<number | null> {
  if (folder === null) return null
  const path = await realpath(folder).catch(() => folder)
  const known = (await roots.list()).find((root) => !root.isRetired && root.path === path)
  return (known ?? (await roots.add({ name: `radio archive: ${path}`.slice(0, 200), path }))).id
}

export function changeInbox(deps: InboxDeps) {
  return async (
    inboxId: number,
    change: Partial<InboxChange>,
    by: By & { ifMatch: string | undefined },
  ): Promise<Inbox> => {
    const now = await getInbox(deps, inboxId)
    assertUsable(deps, { ...now, ...change })
    const { archiveFolder, ...given } = change
    const facts: Partial<InboxFacts> =
      archiveFolder === undefined ? given : { ...given, archiveRootId: await archiveRootOf(deps, archiveFolder) }
    const row = await deps.db.tx(async (tx) => {
      await lockInTx(tx, 'radio_inboxes')
      const before = await needRow(tx, inboxId)
      assertVersion(by.ifMatch, String(before.version))
      if (facts.archiveRootId !== undefined)
        assertApart(
          (await listInboxRows(tx)).map((one) => one.root_id),
          facts.archiveRootId,
        )
      const after = await updateInbox(tx, before, { ...factsIn(before), ...facts, now: deps.clock.now() })
      await tell(deps, tx, { what: 'changed', row: after, by, details: { ...change } })
      return after
    })
    deps.changed()
    return toInbox(deps, row)
  }
}

export function removeInbox(deps: InboxDeps) {
  return async (inboxId: number, by: By): Promise<void> => {
    await deps.db.tx(async (tx) => {
      await lockInTx(tx, 'radio_inboxes')
      const row = await needRow(tx, inboxId)
      if (!(await deps.roots.retire(tx, row.root_id)))
        throw new ConflictError('radio/inbox-busy', { params: { inboxId } })
      await deleteInbox(tx, inboxId)
      await forgetInbox(tx, inboxId)
      await tell(deps, tx, { what: 'removed', row, by, details: {} })
    })
    deps.changed()
  }
}

async function tell(
  { audit, events }: InboxDeps,
  tx: Tx,
  told: { what: 'added' | 'changed' | 'removed'; row: InboxRow; by: By; details: Record<string, unknown> },
): Promise<void> {
  const { actor, address } = told.by
  const subject = `inbox:${told.row.id}`
  const action = `radio.inbox.${told.what}`
  await audit.append(tx, {
    actor,
    action,
    subject,
    details: told.details,
    ...(address === undefined ? {} : { address }),
  })
  await events.append(tx, { kind: action, actor, scope: `station:${told.row.station_id}`, subject })
}
