import type { Attention } from '../../attention/index.ts'
import type { Db } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import type { Params } from '../../kernel/errors.ts'
import { listItemsInState } from '../items/store.ts'
import { type Item, staysOut } from '../model.ts'
import type { IntakeFolder, Look } from './look-at-folder.ts'
import { isUnreadable } from './note-unreadable.ts'

interface Deps {
  db: Db
  attention: Attention
}

interface Card {
  cause: string
  code: string
  subject: string
  /** Where the files are shown. */
  open: string
  /** Null when there is nothing to tell any more. */
  params: Params | null
}

/** How long what can't be filed lies still before a person is told: it may be on its way to something else. */
const STILL_MS = 600_000

const UNREADABLE = 'archive.unreadable'
const STAYING = 'archive.staying'
const causeOf = (code: string, id: number): string => `${code}:${id}`

/** Folders that were let go are looked into no more. */
export const forgetUnreadable = ({ attention }: Deps, rootIds: readonly number[], job: JobContext): Promise<void> =>
  job.commit(async (tx) => {
    for (const rootId of rootIds) await attention.resolve(tx, causeOf(UNREADABLE, rootId))
  })

/** Folders that could not be looked into. */
export function tellUnreadable(
  deps: Deps,
  { folder, look }: { folder: IntakeFolder; look: Look },
  job: JobContext,
): Promise<void> {
  const [first] = look.unreadable
  const params =
    first === undefined
      ? null
      : { folder: folder.path, path: first.path, errno: first.errno, count: look.unreadable.length }
  const cause = causeOf(UNREADABLE, folder.rootId)
  const card = { cause, code: UNREADABLE, subject: `root:${folder.rootId}`, open: '/archive/intake', params }
  return tell(deps, card, job)
}

/** Files that break off, that can't be read, and that never enter as they are: one card each, which goes when they do. */
export async function tellFaulty(deps: Deps, archiveId: number, job: JobContext): Promise<void> {
  const faulty = await listItemsInState(deps.db.read, archiveId, ['incomplete'])
  const waiting = await listItemsInState(deps.db.read, archiveId, ['arriving'])
  const isStill = ({ stableSince }: Item): boolean => job.clock.now() - stableSince > STILL_MS
  const staying = waiting.filter((item) => staysOut(item) && isStill(item))
  const [unreadable, cut] = [faulty.filter(isUnreadable), faulty.filter((item) => !isUnreadable(item))]
  const subject = `archive:${archiveId}`
  const card = (code: string, items: readonly Item[], state = 'incomplete'): Card => ({
    cause: causeOf(code, archiveId),
    code,
    subject,
    open: `/archive/intake?state=${state}`,
    params:
      items[0] === undefined
        ? null
        : {
            count: items.length,
            first: items[0].relPath,
            error: String(items[0].reason?.params['error'] ?? ''),
            ...(code === STAYING ? { reasonCode: items[0].reason?.code ?? '' } : {}),
          },
  })
  await tell(deps, card('archive.incomplete', cut), job)
  await tell(deps, card('archive.unreadable-files', unreadable), job)
  await tell(deps, card(STAYING, staying, 'staying'), job)
}

function tell({ attention }: Deps, { cause, code, subject, open, params }: Card, job: JobContext): Promise<void> {
  return job.commit(async (tx) => {
    if (params === null) return attention.resolve(tx, cause)
    const actions = [{ code: 'open-intake', open }]
    return attention.raise(tx, { cause, code, params, severity: 'warn', subject, actions })
  })
}
