import { utimes } from 'node:fs/promises'
import type { Tx } from '../../db/db.ts'
import { type JobContext, type JobHandler, waitWhileUnavailable } from '../../jobs/index.ts'
import { findLibrary, type Library } from '../libraries/index.ts'
import { carryOut, settleIntended, trashOf } from './carry-out.ts'
import type { PublishDeps } from './deps.ts'
import { sweepFolder } from './disk/put-file.ts'
import type { PublishTitle } from './jobs.ts'
import { CHANGING, type PreparedStep, type PublishableTitle, SNAPSHOT } from './model.ts'
import { moveOwnFile } from './own-store.ts'
import { planPublication } from './plan-publication.ts'
import { readPublishable } from './read-publishable.ts'
import {
  forgetOwnFile,
  insertPublication,
  type IntendedFile,
  listIntended,
  putOwnFile,
  setFileState,
  setPublishedAt,
} from './store.ts'
import { putKept } from './kept-store.ts'
import { tellKept } from './tell-kept.ts'
import { turnKey } from './turn-key.ts'

export function publishTitle(deps: PublishDeps): JobHandler<typeof PublishTitle> {
  return async ({ titleId, takeOver }, job) => {
    for (;;) {
      const found = await findPublishable(deps, titleId)
      if (found === undefined) return { skipped: true }
      const { library, title } = found
      await waitWhileUnavailable(job, () => deps.roots.requireOnline(library.rootId))
      const { path: rootPath } = await deps.roots.get(library.rootId)
      const key = turnKey(library.libraryId, title)
      const result = await deps.turns.inTurn(key, async () => {
        // While it waited it may have been changed, moved or removed.
        const now = await findPublishable(deps, titleId)
        if (now === undefined) return { skipped: true }
        if (turnKey(now.library.libraryId, now.title) !== key || now.library.rootId !== library.rootId) return undefined
        return publishInPlace(deps, { ...now, rootPath, takeOver, job })
      })
      if (result !== undefined) return result
    }
  }
}

async function findPublishable(
  { db }: PublishDeps,
  titleId: number,
): Promise<{ library: Library; title: PublishableTitle } | undefined> {
  const title = await readPublishable(db.read, titleId)
  const library = title === undefined ? undefined : await findLibrary(db.read, title.libraryId)
  return title === undefined || library === undefined ? undefined : { library, title }
}

interface Place {
  library: Library
  title: PublishableTitle
  rootPath: string
  takeOver: readonly string[]
  job: JobContext
}

async function publishInPlace(deps: PublishDeps, place: Place): Promise<Record<string, number>> {
  const { title, rootPath, takeOver, job } = place
  await settleFormer(deps, place)
  const moves: { from: string; to: string }[] = []
  const steps = await planPublication(deps, { title, rootPath, takeOver, onMoved: (move) => moves.push(move) })
  const { libraryId, titleId } = title
  if (moves.length > 0)
    await job.commit(async (tx) => {
      for (const move of moves) await moveOwnFile(tx, { libraryId, titleId, ...move })
    })
  const changing = steps.filter(({ act }) => CHANGING.has(act))
  await keepFormer(deps, changing)
  const files = await intend(deps, place, changing)
  const outcomes = await carryOut(deps, { files, steps: changing, rootPath, signal: job.signal })
  const done = files.filter(({ fileId }) => outcomes.get(fileId) === 'done')
  await job.commit(async (tx) => {
    await note(deps, tx, { place, files, outcomes, steps: changing })
    const kept = steps.filter(({ act }) => act === 'keep')
    await putKept(tx, title, { steps: kept, now: deps.clock.now() })
    await tellKept(tx, deps.attention, place.library)
    await setPublishedAt(tx, title.titleId, deps.clock.now())
    if (done.length > 0 || !title.wasPublished) await tellPublished(deps, tx, { place, done })
  })
  return countOf(steps, { done: done.length })
}

/** A former job may have ended between the disk and its rows. */
async function settleFormer(deps: PublishDeps, place: Place): Promise<void> {
  const left = await listIntended(deps.db.read, place.title.titleId)
  if (left.length === 0) return
  const { rootPath, job } = place
  const outcomes = await settleIntended(deps, { files: left, rootPath, signal: job.signal })
  await job.commit((tx) => note(deps, tx, { place, files: left, outcomes }))
  for (const folder of new Set([place.title.folder ?? '', place.title.seriesFolder ?? '']))
    await sweepFolder(`${place.rootPath}/${folder}`, deps.clock.now())
}

/** Before the journal names it: what is replaced can be written again, and what takes over can be finished after a crash. */
async function keepFormer({ snapshots }: PublishDeps, steps: readonly PreparedStep[]): Promise<void> {
  for (const { act, before, after, bytes, beforeBytes } of steps) {
    if (before !== null && beforeBytes !== null) await keep(snapshots, before, beforeBytes)
    if (act === 'take-over' && after !== null && bytes !== null) await keep(snapshots, after, bytes)
  }
}

/** A copy of long ago counts as new: pruning spares it until the journal names it. */
async function keep(snapshots: PublishDeps['snapshots'], sha256: string, bytes: Uint8Array): Promise<void> {
  await snapshots.put({ sha256, ending: SNAPSHOT, bytes })
  const now = new Date()
  await utimes(snapshots.pathOf(sha256, SNAPSHOT), now, now)
}

async function intend(deps: PublishDeps, { library, title, rootPath, job }: Place, steps: readonly PreparedStep[]) {
  if (steps.length === 0) return []
  const trash = await trashOf(steps, { rootId: library.rootId, rootPath, ref: `library.publish:${title.titleId}` })
  return job.commit(async (tx) => {
    const moveIds = await deps.transfer.prepareTrash(
      tx,
      trash.map((one) => one.trash),
    )
    const moveOf = new Map(trash.map(({ relPath }, place) => [relPath, moveIds[place] ?? null]))
    return insertPublication(tx, {
      libraryId: library.libraryId,
      titleId: title.titleId,
      runId: job.runId,
      actor: job.actor,
      at: deps.clock.now(),
      steps: steps.map((step) => ({ ...step, moveId: moveOf.get(step.relPath) ?? null })),
    })
  })
}

async function note(
  deps: PublishDeps,
  tx: Tx,
  {
    place: { library, title, job },
    files,
    outcomes,
    steps = [],
  }: {
    place: Place
    files: readonly IntendedFile[]
    outcomes: ReadonlyMap<number, 'done' | 'stayed'>
    steps?: readonly PreparedStep[]
  },
): Promise<void> {
  for (const { fileId, relPath, kind, after } of files) {
    const state = outcomes.get(fileId) ?? 'stayed'
    await setFileState(tx, fileId, state)
    if (state === 'stayed') continue
    const where = { libraryId: library.libraryId, titleId: title.titleId, relPath }
    if (after === null) await forgetOwnFile(tx, where)
    else
      await putOwnFile(tx, {
        ...where,
        kind,
        sha256: after,
        size: sizeOf(steps, relPath),
        runId: job.runId,
        at: deps.clock.now(),
      })
  }
}

/** 0 where a crash lost it: the hash is what counts. */
const sizeOf = (steps: readonly PreparedStep[], relPath: string): number =>
  steps.find((step) => step.relPath === relPath && step.bytes !== null)?.bytes?.length ?? 0

async function tellPublished(
  { events, onPublished }: PublishDeps,
  tx: Tx,
  { place: { library, title, job }, done }: { place: Place; done: readonly IntendedFile[] },
): Promise<void> {
  const { titleId, year, kind } = title
  await events.append(tx, {
    kind: 'library.title.published',
    actor: job.actor,
    scope: `library:${library.libraryId}`,
    subject: `library.title:${titleId}`,
    runId: job.runId,
    data: {
      libraryId: library.libraryId,
      titleId,
      title: title.title,
      year,
      kind,
      files: done.length,
      isFirst: !title.wasPublished,
    },
  })
  await onPublished?.(tx, title, { actor: job.actor, runId: job.runId })
}

function countOf(steps: readonly PreparedStep[], { done }: { done: number }): Record<string, number> {
  const count = (act: PreparedStep['act']): number => steps.filter((step) => step.act === act).length
  return { done, same: count('same'), kept: count('keep'), waiting: count('wait') }
}
