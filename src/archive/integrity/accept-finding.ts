import { lstat } from 'node:fs/promises'
import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError, NotFoundError, UnavailableError } from '../../kernel/errors.ts'
import type { EventLog } from '../../live/event-log.ts'
import { errnoOf, identityOf, identityText, mtimeMsOf, parseIdentityText } from '../../media/file-identity.ts'
import type { Roots } from '../../transfer/index.ts'
import { changeItem } from '../items/edit-store.ts'
import { findItem } from '../items/store.ts'
import type { Item } from '../model.ts'
import { pathOfFiled } from './look-at-archive.ts'
import { ACCEPTABLE, type Finding } from './model.ts'
import { closeFindings, findFinding } from './finding-store.ts'
import { writeReadings } from './store.ts'
import { tellFindings } from './tell-findings.ts'

export interface AcceptDeps {
  db: Db
  clock: Clock
  attention: Attention
  events: EventLog
  roots: Roots
}

/**
 * A person says that a file is right as the check found it: from now on these are its bytes, or it may be gone.
 * @throws ConflictError when it was decided already, can't be accepted, or is not any more as it was found
 */
export async function acceptFinding(deps: AcceptDeps, findingId: number, actor: string): Promise<Finding> {
  const { db, clock, events } = deps
  const finding = await findFinding(db.read, findingId)
  const item = finding === undefined ? undefined : await findItem(db.read, finding.itemId)
  if (finding === undefined || item === undefined)
    throw new NotFoundError('archive/no-such-finding', { params: { findingId } })
  if (finding.state !== 'open') throw new ConflictError('archive/finding-decided', { params: { path: item.relPath } })
  if (!ACCEPTABLE.includes(finding.kind))
    throw new ConflictError('archive/finding-not-acceptable', { params: { path: item.relPath } })
  await requireAsFound(deps, finding, item)
  await db.tx(async (tx) => {
    const at = clock.now()
    if ((await closeFindings(tx, [item.itemId], { state: 'accepted', at, by: actor })) === 0)
      throw new ConflictError('archive/finding-decided', { params: { path: item.relPath } })
    await keepAsFound(tx, finding, item)
    await events.append(tx, {
      kind: 'archive.finding.accepted',
      actor,
      subject: `archive.item:${item.itemId}`,
      data: { finding: finding.kind, before: finding.expectedSha256, after: finding.foundSha256 },
    })
    await tellFindings(deps, tx, item.archiveId)
  })
  return (await findFinding(db.read, findingId)) ?? finding
}

async function requireAsFound({ roots }: AcceptDeps, finding: Finding, item: Item): Promise<void> {
  await roots.requireOnline(item.rootId)
  const now = await identityNow(pathOfFiled(await roots.get(item.rootId), item), item.relPath)
  if (now === finding.foundIdentity) return
  throw new ConflictError('archive/finding-outdated', { params: { path: item.relPath } })
}

/** Null when nothing is there. */
async function identityNow(path: ReturnType<typeof pathOfFiled>, relPath: string): Promise<string | null> {
  try {
    return identityText(identityOf(await lstat(path, { bigint: true })))
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return null
    throw new UnavailableError('archive/finding-unreadable', { params: { path: relPath, errno } })
  }
}

async function keepAsFound(tx: Tx, finding: Finding, item: Item): Promise<void> {
  const { foundSha256: sha256, foundIdentity: identity } = finding
  if (sha256 === null || identity === null) return changeItem(tx, item.itemId, { state: 'gone', reason: null })
  const { size, mtimeNs } = parseIdentityText(identity)
  const mtimeMs = mtimeMsOf({ mtimeNs })
  await writeReadings(tx, [{ itemId: item.itemId, identity, sha256, size, mtimeMs, at: finding.foundAt, by: 'check' }])
}
