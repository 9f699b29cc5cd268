import type { Audit } from '../../access/index.ts'
import type { Db, Reader, Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import type { Clock } from '../../kernel/clock.ts'
import { assertVersion } from '../../kernel/etag.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Roots } from '../../transfer/index.ts'
import { getStation } from '../stations/index.ts'
import { type Inbox, INBOXES_MOST } from './model.ts'
import {
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

export type InboxInput = InboxFacts & { stationId: number; path: string }

async function toInbox({ roots }: Pick<InboxDeps, 'roots'>, row: InboxRow): Promise<Inbox> {
  return {
    inboxId: row.id,
    stationId: row.station_id,
    rootId: row.root_id,
    path: (await roots.get(row.root_id)).path,
    typeCode: row.type_code,
    isWatched: row.is_watched === 1,
    settleSec: row.settle_sec,
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
  return async ({ stationId, path, ...facts }: InboxInput, by: By): Promise<Inbox> => {
    const station = await getStation(deps.db.read, stationId)
    if (!deps.isAllowedFolder(path))
      throw new InvalidInputError('radio/folder-not-allowed', {
        status: 422,
        params: { path },
        fields: [{ pointer: '/path', code: 'radio/folder-not-allowed', params: { path } }],
      })
    const root = await deps.roots.add({ name: `radio: ${station.name}: ${path}`.slice(0, 200), path })
    const row = await deps.db.tx(async (tx) => {
      await lockInTx(tx, 'radio_inboxes')
      const known = await listInboxRows(tx)
      if (known.some((other) => other.root_id === root.id))
        throw new ConflictError('radio/folder-is-an-inbox', { params: { path } })
      if (known.length >= INBOXES_MOST)
        throw new ConflictError('radio/too-many-inboxes', { params: { most: INBOXES_MOST } })
      await getStation(tx, stationId)
      const added = await insertInbox(tx, { stationId, rootId: root.id, ...facts }, deps.clock.now())
      await tell(deps, tx, { what: 'added', row: added, by, details: { path, ...facts } })
      return added
    })
    deps.changed()
    return toInbox(deps, row)
  }
}

export function changeInbox(deps: InboxDeps) {
  return async (
    inboxId: number,
    change: Partial<InboxFacts>,
    by: By & { ifMatch: string | undefined },
  ): Promise<Inbox> => {
    const row = await deps.db.tx(async (tx) => {
      await lockInTx(tx, 'radio_inboxes')
      const before = await needRow(tx, inboxId)
      assertVersion(by.ifMatch, String(before.version))
      const former = { typeCode: before.type_code, isWatched: before.is_watched === 1, settleSec: before.settle_sec }
      const after = await updateInbox(tx, before, { ...former, ...change, now: deps.clock.now() })
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
