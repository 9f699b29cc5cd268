import { episodeRef, type OwnEpisode } from '../model.ts'
import { isPlanned, withTrack } from '../own-programme.ts'
import { type EpisodeContent, NEW_EPISODE } from './columns.ts'
import {
  type Column,
  differing,
  operationOf,
  partOf,
  type RowOutcome,
  shownAs,
  type WrongCell,
} from '../../../csv/index.ts'
import { PUT_EPISODE } from './put-kinds.ts'

/** `new` for a show that comes with the same file. */
export interface ShowOfEpisode {
  showId: number | null | 'new'
  title: string
}

interface Context {
  stationId: number
  columns: readonly Column<EpisodeContent>[]
  /** Undefined in `to` when the file says nothing else than what is. */
  shows: { to: ShowOfEpisode | undefined; was: string }
}

interface Shown extends EpisodeContent {
  showTitle: string
}

const withShow = (columns: readonly Column<EpisodeContent>[]): readonly Column<Shown>[] => [
  { name: 'show', field: 'showTitle', write: ({ showTitle }) => showTitle, read: (showTitle) => ({ showTitle }) },
  ...columns,
]

/** One with audio waits for a slot, unless its line says otherwise. */
export function episodeToAdd({ stationId, columns, shows }: Context, change: Partial<EpisodeContent>): RowOutcome {
  const content = { ...NEW_EPISODE, ...change }
  if (content.trackId !== null && change.airStatus === undefined) content.airStatus = 'queued'
  const wrong = timesProblem(content)
  if (wrong !== undefined) return wrong
  const showTitle = shows.to?.title ?? ''
  const operation = operationOf({
    kind: PUT_EPISODE,
    params: {
      stationId,
      id: null,
      version: 0,
      before: {},
      after: { ...content, ...(shows.to === undefined ? { showId: null } : showIdOf(shows.to)) },
      ...newShow(shows.to),
    },
    before: {},
    after: shownAs(withShow(columns), { before: undefined, after: { ...content, showTitle } }).after,
    reason: { code: 'import.new', params: {} },
  })
  return { is: 'add', operation }
}

export function episodeToChange(
  { stationId, columns, shows }: Context,
  { episode, change }: { episode: OwnEpisode; change: Partial<EpisodeContent> },
): RowOutcome {
  const wrong =
    plannedProblem(episode, change, columns) ??
    (isAboutTimes(change) ? timesProblem({ ...episode, ...change }) : undefined)
  if (wrong !== undefined) return wrong
  const after = {
    ...differing(episode, contentAfter(episode, change)),
    ...(shows.to === undefined ? {} : showIdOf(shows.to)),
  }
  if (Object.keys(after).length === 0 && shows.to === undefined) return { is: 'same' }
  const content = { ...episode, ...after, showTitle: shows.to?.title ?? shows.was }
  const shown = shownAs(withShow(columns), { before: { ...episode, showTitle: shows.was }, after: content })
  const id = episodeRef(episode.episodeId)
  const before = { ...partOf(episode, after), ...(shows.to === undefined ? {} : { showId: episode.showId }) }
  const operation = operationOf({
    kind: PUT_EPISODE,
    params: { stationId, id: episode.episodeId, version: episode.version, before, after, ...newShow(shows.to) },
    before: { id, ...shown.before },
    after: { id, ...shown.after },
    reason: { code: 'import.differs', params: { columns: shown.names.join(', ') } },
  })
  return { is: 'change', operation }
}

/** Without one that is not there yet: it is found by its title when it is. */
const showIdOf = ({ showId }: ShowOfEpisode): { showId?: number | null } => (showId === 'new' ? {} : { showId })

const newShow = (show: ShowOfEpisode | undefined): { showTitle?: string } =>
  show?.showId === 'new' ? { showTitle: show.title } : {}

/** Another track is other audio: what was measured of the last one holds no longer. */
function contentAfter(episode: OwnEpisode, { trackId, ...others }: Partial<EpisodeContent>): OwnEpisode {
  const wanted = { ...episode, ...others }
  if (trackId === undefined) return wanted
  return { ...withTrack(wanted, trackId), ...(others.airStatus === undefined ? {} : { airStatus: others.airStatus }) }
}

const isAboutTimes = (change: Partial<EpisodeContent>): boolean => 'scheduledAt' in change || 'scheduledEndAt' in change

function timesProblem({ scheduledAt, scheduledEndAt }: EpisodeContent): RowOutcome | undefined {
  if (scheduledEndAt === null || (scheduledAt !== null && scheduledEndAt > scheduledAt)) return undefined
  return { is: 'wrong', cells: [{ column: 'ends_at', code: 'radio/ends-before-start', params: {} }] }
}

const HELD: ReadonlySet<keyof EpisodeContent> = new Set(['airStatus', 'scheduledAt', 'scheduledEndAt', 'trackId'])

/** Its times and its audio are those of its airing. */
function plannedProblem(
  episode: OwnEpisode,
  change: Partial<EpisodeContent>,
  columns: readonly Column<EpisodeContent>[],
): RowOutcome | undefined {
  if (!isPlanned(episode)) return undefined
  const { title, episodeId } = episode
  const cells = columns
    .filter(({ field }) => HELD.has(field) && field in change)
    .map(({ name }): WrongCell => ({ column: name, code: 'radio/episode-is-planned', params: { title, episodeId } }))
  return cells.length === 0 ? undefined : { is: 'wrong', cells }
}
