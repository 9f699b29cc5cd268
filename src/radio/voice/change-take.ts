import type { Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { assertVersion } from '../../kernel/etag.ts'
import { containerOf } from '../../media/audio/container.ts'
import { getStation } from '../stations/index.ts'
import { libraryOfStation } from '../tracks/index.ts'
import type { By, VoiceDeps } from './deps.ts'
import { SendTake } from './jobs.ts'
import { assertTrim, makeAudio } from './make-audio.ts'
import { type Take, takesOfPlaces } from './model.ts'
import { getRules, getTake, listTakes, noteSending, saveTake, unchoose } from './store.ts'
import { tellTake } from './tell-take.ts'
import { readHead } from './read-head.ts'

export interface TrimWish {
  trimInMs?: number | undefined
  trimOutMs?: number | undefined
  musicInMs?: number | null | undefined
}

interface Doing {
  by: By
  ifMatch?: string | undefined
  signal: AbortSignal
}

/**
 * Other ends, or another point for what comes next. With other ends it is another file: one that is in a log is sent anew.
 * @throws ConflictError `request/version-…`, InvalidInputError `radio/trim-outside-take`
 */
export function trimTake(deps: VoiceDeps) {
  return async (takeId: number, wish: TrimWish, { by, ifMatch, signal }: Doing): Promise<Take> => {
    const take = await getTake(deps.db.read, takeId)
    assertThere(take)
    assertVersion(ifMatch, String(take.version))
    const trim = { trimInMs: wish.trimInMs ?? take.trimInMs, trimOutMs: wish.trimOutMs ?? take.trimOutMs }
    assertTrim(trim, take.source.lengthMs)
    const isSame = trim.trimInMs === take.trimInMs && trim.trimOutMs === take.trimOutMs
    const musicInMs = wish.musicInMs === undefined ? take.musicInMs : wish.musicInMs
    const audio = isSame ? take.audio : await madeAnew(deps, { ...take, ...trim }, signal)
    return deps.db.tx(async (tx) => {
      const wanted = { ...take, ...trim, musicInMs, audio, changedAt: deps.clock.now() }
      const changed = await saved(tx, wanted, { isOtherFile: !isSame })
      await tellTake(deps, tx, { what: 'changed', take: changed, by })
      if (changed.isChosen && !isSame) await startSending(deps, tx, { take: changed, by })
      return changed
    })
  }
}

async function madeAnew(deps: VoiceDeps, take: Take, signal: AbortSignal) {
  const { source, title, trimInMs, trimOutMs, stationId } = take
  const path = deps.files.pathOf(source.hash, source.ending)
  const demuxer = containerOf(await readHead(path))?.demuxer ?? source.ending
  const { targetLufs } = await getRules(deps.db.read, stationId)
  const tags = { title, artist: (await getStation(deps.db.read, stationId)).name }
  return makeAudio(deps, { path, demuxer, name: title, trimInMs, trimOutMs, targetLufs, tags }, signal)
}

/** @throws ConflictError 412 when somebody else was sooner */
async function saved(tx: Tx, take: Take, options?: { isOtherFile: boolean }): Promise<Take> {
  const changed = await saveTake(tx, take, options)
  if (changed === undefined) throw new ConflictError('request/version-changed', { status: 412 })
  return changed
}

function assertThere({ removedAt, takeId }: Take): void {
  if (removedAt !== null) throw new ConflictError('radio/take-removed', { params: { takeId } })
}

/** The take of its link that is heard; it is sent, and goes into the log when the library has shown it. @returns the run */
export function chooseTake(deps: VoiceDeps) {
  return (takeId: number, { by }: Pick<Doing, 'by'>): Promise<{ runId: number }> =>
    deps.db.tx(async (tx) => {
      const take = await getTake(tx, takeId)
      assertThere(take)
      await lockInTx(tx, `radio.voice:${take.stationId}:${take.airDate}`)
      const all = await listTakes(tx, take.stationId, take.airDate)
      const own = takesOfPlaces([take], all).byEntry.get(take.entryId) ?? []
      await unchoose(
        tx,
        own.filter((one) => one.isChosen && one.takeId !== takeId).map((one) => one.takeId),
      )
      const chosen = take.isChosen ? take : await saved(tx, { ...take, isChosen: true, changedAt: deps.clock.now() })
      if (!take.isChosen) await tellTake(deps, tx, { what: 'chosen', take: chosen, by })
      return startSending(deps, tx, { take: chosen, by })
    })
}

/** Brings a take to the library, chosen or not. What was refused, or undone there, is tried anew. @returns the run */
export function sendTake(deps: VoiceDeps) {
  return (takeId: number, { by }: Pick<Doing, 'by'>): Promise<{ runId: number }> =>
    deps.db.tx(async (tx) => {
      const take = await getTake(tx, takeId)
      assertThere(take)
      return startSending(deps, tx, { take, by })
    })
}

async function startSending(deps: VoiceDeps, tx: Tx, { take, by }: { take: Take; by: By }): Promise<{ runId: number }> {
  const { connectionId } = await libraryOfStation(tx, take.stationId)
  const before = take.deliveryId === null ? undefined : await deps.deliveries.find(take.deliveryId)
  const isOver = before?.state === 'rejected' || before?.state === 'undone'
  if (isOver) await saved(tx, { ...take, sendRound: take.sendRound + 1 })
  if (take.failed !== null) await noteSending(tx, take.takeId, { failed: null })
  const options = { actor: by.actor, label: take.title, priority: 3 }
  const { runId } = await deps.jobs.enqueue(tx, SendTake, { takeId: take.takeId, connectionId }, options)
  return { runId }
}

/** Out of the list; its files stay, so it can be had back. @throws ConflictError `radio/take-chosen` */
export function removeTake(deps: VoiceDeps) {
  return (takeId: number, { by }: Pick<Doing, 'by'>): Promise<Take> =>
    deps.db.tx(async (tx) => {
      const take = await getTake(tx, takeId)
      if (take.removedAt !== null) return take
      if (take.isChosen) throw new ConflictError('radio/take-chosen', { params: { number: take.number } })
      const now = deps.clock.now()
      const removed = await saved(tx, { ...take, removedAt: now, changedAt: now })
      await tellTake(deps, tx, { what: 'removed', take: removed, by })
      return removed
    })
}

export function restoreTake(deps: VoiceDeps) {
  return (takeId: number, { by }: Pick<Doing, 'by'>): Promise<Take> =>
    deps.db.tx(async (tx) => {
      const take = await getTake(tx, takeId)
      if (take.removedAt === null) return take
      const restored = await saved(tx, { ...take, removedAt: null, changedAt: deps.clock.now() })
      await tellTake(deps, tx, { what: 'restored', take: restored, by })
      return restored
    })
}
