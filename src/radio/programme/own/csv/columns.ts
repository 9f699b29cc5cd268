import { Description, Hosts, Title } from '../contract.ts'
import {
  AIR_STATUSES,
  type EpisodeFacts,
  type OwnEpisode,
  PUBLISHED_STATUSES,
  type ShowFacts,
  TEXT_LONGEST,
  TITLE_LONGEST,
} from '../model.ts'
import {
  type Cell,
  type Column,
  columnOf,
  lasting,
  lengthCell,
  numberCell,
  textCell,
  timeCell,
  wordCell,
  yesCell,
} from '../../../csv/index.ts'

/** What a file says of a show or an episode, but for which one it is. */
export type ShowContent = ShowFacts
export type EpisodeContent = Omit<EpisodeFacts, 'showId'> & Pick<OwnEpisode, 'trackId'>

/** Of a title that stands for a show. */
export const titleCell = textCell(Title, TITLE_LONGEST)

const ofShow = columnOf<ShowContent>()
export const showColumns: readonly Column<ShowContent>[] = [
  ofShow('title', 'title', titleCell),
  ofShow('hosts', 'hosts', textCell(Hosts, TITLE_LONGEST)),
  ofShow('description', 'description', textCell(Description, TEXT_LONGEST)),
  ofShow('playout_show', 'playoutShowId', numberCell),
]

const trackCell: Cell<string | null> = {
  write: (track) => track ?? '',
  read(text) {
    const track = numberCell.read(text)
    return track === null ? null : String(track)
  },
}

const ofEpisode = columnOf<EpisodeContent>()
/** @param zone in which times stand that have no offset */
export const episodeColumns = (zone: string): readonly Column<EpisodeContent>[] => [
  ofEpisode('title', 'title', titleCell),
  ofEpisode('description', 'description', textCell(Description, TEXT_LONGEST)),
  lasting(ofEpisode('published', 'publishedStatus', wordCell(PUBLISHED_STATUSES))),
  lasting(ofEpisode('in_review', 'pendingReview', yesCell)),
  lasting(ofEpisode('air_status', 'airStatus', wordCell(AIR_STATUSES))),
  ofEpisode('starts_at', 'scheduledAt', timeCell(zone)),
  ofEpisode('ends_at', 'scheduledEndAt', timeCell(zone)),
  ofEpisode('length', 'durationMs', lengthCell),
  ofEpisode('track', 'trackId', trackCell),
]

export const NEW_SHOW: ShowContent = { title: '', hosts: '', description: '', playoutShowId: null }
export const NEW_EPISODE: EpisodeContent = {
  title: '',
  description: '',
  publishedStatus: 'draft',
  pendingReview: false,
  airStatus: 'draft',
  scheduledAt: null,
  scheduledEndAt: null,
  durationMs: null,
  trackId: null,
}

/** In the order of the files that are exported. */
export const SHOW_COLUMN_NAMES: readonly string[] = ['id', ...showColumns.map(({ name }) => name)]
export const EPISODE_COLUMN_NAMES: readonly string[] = ['id', 'show', ...episodeColumns('UTC').map(({ name }) => name)]
