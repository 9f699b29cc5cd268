import { createHash } from 'node:crypto'
import { afterCommit, type Db, type Tx } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { EventLog } from '../live/event-log.ts'
import { type AuditRow, insertAudit, lockAuditTail, readAuditAfter } from './audit-store.ts'

export interface AuditEntry {
  actor: string
  /** `area.noun.past`; its words stand at `audit.<action>`. */
  action: string
  subject: string
  address?: string
  /** What changed, before and after; a secret only as the word `changed`. */
  details?: Readonly<Record<string, unknown>>
}

export interface Audit {
  /** Appends in the caller's transaction: what is not kept did not happen, and the other way round. */
  append(tx: Tx, entry: AuditEntry): Promise<void>
}

type Content = Omit<AuditRow, 'id' | 'hash'>

/** The chain's start, so that the first entry can't be taken out either. */
const NOTHING_BEFORE = '0'.repeat(64)
const CHUNK = 1000

/** What lists of people, keys and sessions show. Everybody may read events: they say what and which, never more. */
const TOLD: ReadonlySet<string> = new Set([
  'access.person.added',
  'access.person.changed',
  'access.person.removed',
  'access.key.made',
  'access.key.revoked',
  'access.session.ended',
  'access.sessions.ended',
])

interface AuditDeps {
  clock: Clock
  events: EventLog
  log: Log
  /** After each commit that may have taken a right from somebody. */
  rightsChanged: () => void
}

export function createAudit({ clock, events, log, rightsChanged }: AuditDeps): Audit {
  return {
    async append(tx, entry) {
      const before = (await lockAuditTail(tx)) ?? NOTHING_BEFORE
      const content: Content = {
        at: clock.now(),
        actor: entry.actor,
        action: entry.action,
        subject: entry.subject,
        address: entry.address ?? null,
        details: JSON.stringify(entry.details ?? {}),
      }
      await insertAudit(tx, { ...content, hash: hashOf(before, content) })
      // After it: both are locked until the commit, and whoever writes both locks the audit first.
      const { action: kind, actor, subject } = entry
      if (TOLD.has(kind)) await events.append(tx, { kind, actor, subject })
      afterCommit(tx, () => tell(log, entry))
      if (entry.action.startsWith('access.')) afterCommit(tx, rightsChanged)
    },
  }
}

/** Who did what; the details stand in the audit only. */
function tell(log: Log, { actor, action, subject, address }: AuditEntry): void {
  const fields = { action, actor, subject, ...(address === undefined ? {} : { address }) }
  if (action.endsWith('.refused')) log.warn(fields, 'refused, and noted in the audit')
  else log.info(fields, 'noted in the audit')
}

function hashOf(before: string, { at, actor, action, subject, address, details }: Content): string {
  const text = JSON.stringify([before, at, actor, action, subject, address, details])
  return createHash('sha256').update(text).digest('hex')
}

/** Walks the whole chain. @returns the first entry that does not fit the one before it */
export async function checkAudit(db: Db): Promise<{ entries: number; brokenAt: number | null }> {
  let before = NOTHING_BEFORE
  let entries = 0
  for await (const row of readAudit(db)) {
    if (hashOf(before, row) !== row.hash) return { entries, brokenAt: row.id }
    before = row.hash
    entries++
  }
  return { entries, brokenAt: null }
}

/** Every entry, oldest first, a page of rows in memory at a time. */
export async function* readAudit(db: Db): AsyncGenerator<AuditRow> {
  for (let after = 0; ;) {
    const rows = await readAuditAfter(db.read, after, CHUNK)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
  }
}
