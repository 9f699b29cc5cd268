import type { Audit } from '../../../access/index.ts'
import type { Db, Reader, Tx } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { assertVersion } from '../../../kernel/etag.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../kernel/errors.ts'
import type { EventLog } from '../../../live/event-log.ts'
import { getStation } from '../../stations/index.ts'
import { programmeChanged } from '../changes.ts'
import { stationRef } from '../contract.ts'
import { type EpisodeFacts, EPISODES_MOST, type OwnEpisode, type OwnShow, type ShowFacts, SHOWS_MOST } from './model.ts'
import {
  countEpisodes,
  countEpisodesByShow,
  findEpisode,
  findShow,
  findShowByTitle,
  insertEpisode,
  insertShow,
  listShows,
  updateEpisode,
  updateShow,
} from './store.ts'

export interface OwnProgrammeDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
}

export interface By {
  actor: string
  address?: string
}
export type Editor = By & { ifMatch: string | undefined }

/** @throws NotFoundError */
export async function getShow(reader: Reader, showId: number): Promise<OwnShow> {
  const show = await findShow(reader, showId)
  if (show === undefined) throw new NotFoundError('radio/no-such-show', { params: { showId } })
  return show
}

/** @throws NotFoundError */
export async function getEpisode(reader: Reader, episodeId: number): Promise<OwnEpisode> {
  const episode = await findEpisode(reader, episodeId)
  if (episode === undefined) throw new NotFoundError('radio/no-such-episode', { params: { episodeId } })
  return episode
}

/** @throws ConflictError `radio/keeps-no-programme` */
export async function assertKeeps(reader: Reader, stationId: number): Promise<void> {
  const { keepsProgramme, name } = await getStation(reader, stationId)
  if (!keepsProgramme) throw new ConflictError('radio/keeps-no-programme', { params: { name } })
}

/** One writer of a station's programme at a time, so that no title comes twice. */
export const lockProgramme = (tx: Tx, stationId: number): Promise<void> => lockInTx(tx, `radio.programme:${stationId}`)

export function addShow(deps: OwnProgrammeDeps) {
  return (stationId: number, facts: ShowFacts, by: By): Promise<OwnShow> =>
    deps.db.tx(async (tx) => {
      await lockProgramme(tx, stationId)
      await assertKeeps(tx, stationId)
      await assertFreeTitle(tx, stationId, facts)
      if ((await listShows(tx, stationId)).length >= SHOWS_MOST)
        throw new ConflictError('radio/too-many-shows', { params: { most: SHOWS_MOST } })
      const show = await insertShow(tx, { ...facts, stationId, operationId: null }, deps.clock.now())
      await tell(deps, tx, { what: 'show.added', thing: show, by, details: { ...facts } })
      return show
    })
}

export function changeShow(deps: OwnProgrammeDeps) {
  return (showId: number, change: Partial<ShowFacts>, by: Editor): Promise<OwnShow> =>
    editShow(deps, { showId, by, what: 'show.changed', details: { ...change } }, async (tx, before) => {
      assertStands('radio/show-removed', before)
      const wanted = { ...before, ...change }
      await assertFreeTitle(tx, before.stationId, wanted)
      return wanted
    })
}

export function removeShow(deps: OwnProgrammeDeps) {
  return (showId: number, by: By): Promise<OwnShow> =>
    editShow(deps, { showId, by: asIs(by), what: 'show.removed', details: {} }, async (tx, before) => {
      const count = (await countEpisodesByShow(tx, before.stationId)).get(showId) ?? 0
      if (count > 0) throw new ConflictError('radio/show-has-episodes', { params: { title: before.title, count } })
      return { ...before, removedAt: before.removedAt ?? deps.clock.now() }
    })
}

export function restoreShow(deps: OwnProgrammeDeps) {
  return (showId: number, by: By): Promise<OwnShow> =>
    editShow(deps, { showId, by: asIs(by), what: 'show.restored', details: {} }, async (tx, before) => {
      await assertFreeTitle(tx, before.stationId, before)
      return { ...before, removedAt: null }
    })
}

export function addEpisode(deps: OwnProgrammeDeps) {
  return (stationId: number, facts: EpisodeFacts, by: By): Promise<OwnEpisode> =>
    deps.db.tx(async (tx) => {
      await lockProgramme(tx, stationId)
      await assertKeeps(tx, stationId)
      await assertEpisode(tx, stationId, facts)
      if ((await countEpisodes(tx, stationId, {})) >= EPISODES_MOST)
        throw new ConflictError('radio/too-many-episodes', { params: { most: EPISODES_MOST } })
      const episode = await insertEpisode(tx, { ...facts, stationId, operationId: null }, deps.clock.now())
      await tell(deps, tx, { what: 'episode.added', thing: episode, by, details: { ...facts } })
      return episode
    })
}

export type EpisodeEdit = Partial<EpisodeFacts> & { trackId?: string | null }

export function changeEpisode(deps: OwnProgrammeDeps) {
  return (episodeId: number, { trackId, ...change }: EpisodeEdit, by: Editor): Promise<OwnEpisode> =>
    editEpisode(
      deps,
      { episodeId, by, what: 'episode.changed', details: { ...change, trackId } },
      async (tx, before) => {
        assertStands('radio/episode-removed', before)
        const wanted = { ...before, ...change }
        await assertEpisode(tx, before.stationId, wanted)
        if (isPlanned(before))
          assertAsPlanned(before, { ...wanted, trackId: trackId === undefined ? wanted.trackId : trackId })
        if (trackId === undefined || trackId === before.trackId) return wanted
        return {
          ...withTrack(wanted, trackId),
          ...(change.airStatus === undefined ? {} : { airStatus: change.airStatus }),
        }
      },
    )
}

export function removeEpisode(deps: OwnProgrammeDeps) {
  return (episodeId: number, by: By): Promise<OwnEpisode> =>
    editEpisode(deps, { episodeId, by: asIs(by), what: 'episode.removed', details: {} }, async (_tx, before) => {
      if (isPlanned(before))
        throw new ConflictError('radio/episode-is-planned', { params: { title: before.title, episodeId } })
      return { ...before, removedAt: before.removedAt ?? deps.clock.now() }
    })
}

export function restoreEpisode(deps: OwnProgrammeDeps) {
  return (episodeId: number, by: By): Promise<OwnEpisode> =>
    editEpisode(deps, { episodeId, by: asIs(by), what: 'episode.restored', details: {} }, async (tx, before) => {
      await assertEpisode(tx, before.stationId, before)
      return { ...before, removedAt: null }
    })
}

interface Edit {
  by: Editor
  what: string
  details: Record<string, unknown>
}

/** For acts that hold whatever was changed before. */
const asIs = (by: By): Editor => ({ ...by, ifMatch: '*' })

function editShow(
  deps: OwnProgrammeDeps,
  { showId, ...edit }: Edit & { showId: number },
  next: (tx: Tx, before: OwnShow) => Promise<OwnShow>,
): Promise<OwnShow> {
  return deps.db.tx(async (tx) => {
    await lockProgramme(tx, (await getShow(tx, showId)).stationId)
    const before = await getShow(tx, showId)
    assertVersion(edit.by.ifMatch, String(before.version))
    const after = await updateShow(tx, await next(tx, before), deps.clock.now())
    await tell(deps, tx, { ...edit, thing: after })
    return after
  })
}

function editEpisode(
  deps: OwnProgrammeDeps,
  { episodeId, ...edit }: Edit & { episodeId: number },
  next: (tx: Tx, before: OwnEpisode) => Promise<OwnEpisode>,
): Promise<OwnEpisode> {
  return deps.db.tx(async (tx) => {
    await lockProgramme(tx, (await getEpisode(tx, episodeId)).stationId)
    const before = await getEpisode(tx, episodeId)
    assertVersion(edit.by.ifMatch, String(before.version))
    const after = await updateEpisode(tx, await next(tx, before), deps.clock.now())
    await tell(deps, tx, { ...edit, thing: after })
    return after
  })
}

/** At the playout, by the planner; one that a person announced is not. */
export const isPlanned = ({ airStatus, playoutRowId }: OwnEpisode): boolean =>
  airStatus === 'scheduled' && playoutRowId !== null

export function withTrack(episode: OwnEpisode, trackId: string | null): OwnEpisode {
  const noAudio = { trackRelPath: null, realDurationMs: null, roundedDurationMs: null }
  return { ...episode, ...noAudio, trackId, airStatus: trackId === null ? 'draft' : 'queued' }
}

/** Its times and its audio are those of its airing: they change where that is planned. */
function assertAsPlanned(before: OwnEpisode, wanted: OwnEpisode): void {
  const changed = (['airStatus', 'scheduledAt', 'scheduledEndAt', 'trackId'] as const).find(
    (field) => before[field] !== wanted[field],
  )
  if (changed === undefined) return
  const params = { title: before.title, episodeId: before.episodeId }
  const code = 'radio/episode-is-planned'
  throw new ConflictError(code, { params, fields: [{ pointer: `/${changed}`, code, params }] })
}

function assertStands(code: string, { title, removedAt }: { title: string; removedAt: number | null }): void {
  if (removedAt !== null) throw new ConflictError(code, { params: { title } })
}

async function assertFreeTitle(
  tx: Tx,
  stationId: number,
  { title, showId }: Pick<OwnShow, 'title'> & { showId?: number },
): Promise<void> {
  const other = await findShowByTitle(tx, stationId, title)
  if (other === undefined || other.showId === showId) return
  throw new ConflictError('radio/show-title-taken', {
    params: { title: other.title },
    fields: [{ pointer: '/title', code: 'radio/show-title-taken', params: { title: other.title } }],
  })
}

/** @throws InvalidInputError for a show of another station, and for an end before the start */
async function assertEpisode(tx: Tx, stationId: number, facts: EpisodeFacts): Promise<void> {
  const { showId, scheduledAt, scheduledEndAt } = facts
  const show = showId === null ? undefined : await findShow(tx, showId)
  if (showId !== null && (show === undefined || show.stationId !== stationId || show.removedAt !== null))
    throw wrong('/showId', 'radio/no-such-show', { showId })
  if (scheduledEndAt !== null && (scheduledAt === null || scheduledEndAt <= scheduledAt))
    throw wrong('/scheduledEndAt', 'radio/ends-before-start', {})
}

const wrong = (pointer: string, code: string, params: Record<string, number>) =>
  new InvalidInputError(code, { status: 422, params, fields: [{ pointer, code, params }] })

async function tell(
  { audit, events }: Pick<OwnProgrammeDeps, 'audit' | 'events'>,
  tx: Tx,
  { what, thing, by, details }: Omit<Edit, 'by'> & { thing: OwnShow | OwnEpisode; by: By },
): Promise<void> {
  const { stationId, title } = thing
  const subject = 'episodeId' in thing ? `episode:${thing.episodeId}` : `show:${thing.showId}`
  const { actor, address } = by
  const action = `radio.${what}`
  await audit.append(tx, { actor, action, subject, details, ...(address === undefined ? {} : { address }) })
  await events.append(tx, { kind: action, actor, scope: `station:${stationId}`, subject, data: { title } })
  await events.append(tx, { ...programmeChanged({ stationId, cms: stationRef(stationId), title }), actor })
}
