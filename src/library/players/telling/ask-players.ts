import type { Tx } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import type { JobContext, Jobs, PayloadOf } from '../../../jobs/index.ts'
import { breathe } from '../../../kernel/breathe.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { JobId } from '../../../kernel/ids.ts'
import { type AskPlayers, TellPlayers } from '../jobs.ts'
import { type Change, mergeChanges, mergeFiles } from '../model.ts'
import { listGroupsToTell } from '../store.ts'
import { askTelling, findTelling, insertTelling, listTitleFolders, newestTurn, type TitleFolder } from './store.ts'

export interface FolderToTell {
  /** Below the library's root; of an episode the folder of its series. */
  relPath: string
  change: Change
  /** Files below it that changed; null for all. */
  files?: readonly string[] | null
  titleId?: number | null
  /** What a person calls it. */
  label: string
}

export interface Asking {
  libraryId: number
  folders: readonly FolderToTell[]
  actor: string
  parentId?: JobId
  /** One group alone, also one that is not bound to the library; all that are, unless said. */
  groupId?: number
}

interface AskDeps {
  jobs: Jobs
  clock: Clock
}

/**
 * Has every group that is told of the library told of these folders, soon and once: a folder that still waits is not asked
 * for twice.
 * @returns the jobs that were made
 */
export async function askPlayers(tx: Tx, deps: AskDeps, asking: Asking): Promise<JobId[]> {
  const { libraryId, folders, groupId } = asking
  const groupIds = groupId === undefined ? await listGroupsToTell(tx, libraryId) : [groupId]
  if (groupIds.length === 0 || folders.length === 0) return []
  await lockInTx(tx, 'library_player_tellings')
  const turn = { last: await newestTurn(tx) }
  const made: JobId[] = []
  for (const id of groupIds)
    for (const folder of folders) {
      await breathe()
      turn.last += 1
      const isOpen = await ask(tx, deps, { asking, folder, groupId: id, turn: turn.last })
      if (!isOpen) made.push(await startJob(tx, deps, { asking, folder, groupId: id }))
    }
  return made
}

interface OneAsking {
  asking: Asking
  folder: FolderToTell
  groupId: number
}

/** @returns whether a job waits for it already */
async function ask(tx: Tx, { clock }: AskDeps, one: OneAsking & { turn: number }): Promise<boolean> {
  const { asking, folder, groupId, turn } = one
  const { libraryId, actor } = asking
  const { relPath, change, files = null, titleId = null, label } = folder
  const place = { groupId, libraryId, relPath }
  const former = await findTelling(tx, place)
  const facts = { titleId, label, actor, turn, now: clock.now() }
  if (former === undefined) {
    await insertTelling(tx, place, { ...facts, change, files, asked: 1 })
    return false
  }
  const isUntold = former.state !== 'verified' && former.state !== 'accepted'
  await askTelling(tx, former.tellingId, {
    ...facts,
    asked: former.asked + 1,
    change: isUntold ? mergeChanges(former.change, change) : change,
    files: isUntold ? mergeFiles(former.files, files) : files,
  })
  return former.state === 'waiting' && !former.isTaken
}

async function startJob(tx: Tx, { jobs }: AskDeps, { asking, folder, groupId }: OneAsking): Promise<JobId> {
  const { libraryId, actor, parentId } = asking
  const payload = { groupId, libraryId, relPath: folder.relPath }
  const options = { actor, label: folder.label, ...(parentId === undefined ? {} : { parentId }) }
  return (await jobs.enqueue(tx, TellPlayers, payload, options)).jobId
}

const labelOf = ({ title, year }: TitleFolder): string => (year === null ? title : `${title} (${year})`)

/** The players are asked in the transaction that completes the job. */
export const askOfTitles =
  (deps: AskDeps) =>
  async ({ titleIds, change }: PayloadOf<typeof AskPlayers>, job: JobContext): Promise<void> => {
    job.finishWith(async (tx) => {
      const folders = await listTitleFolders(tx, titleIds)
      for (const libraryId of new Set(folders.map((one) => one.libraryId)))
        await askPlayers(tx, deps, {
          libraryId,
          actor: job.actor,
          folders: folders
            .filter((one) => one.libraryId === libraryId)
            .map((one) => ({ ...toFolder(one, change), label: labelOf(one) })),
        })
    })
  }

const toFolder = ({ relPath, titleId, file }: TitleFolder, change: Change): Omit<FolderToTell, 'label'> => ({
  relPath,
  titleId,
  change,
  // Of a library's root all is never meant: the rest has folders of its own.
  files: file !== null ? [file] : relPath === '' ? [] : null,
})
