import type { TrackUse, TrackUses } from '../tracks/index.ts'
import type { Airing } from './model.ts'
import { findLastAiredOfTrack, listAheadOfTrack } from './store.ts'

const toUse = ({ airingId, title, showTitle, startsAt, endsAt }: Airing): TrackUse => ({
  what: 'airing',
  ref: airingId,
  title: showTitle === '' ? title : `${showTitle}: ${title}`,
  startsAt,
  endsAt,
})

/** Airings of the planner, as uses of their tracks. */
export const airingsOfTracks: TrackUses = {
  listAhead: async (reader, track, at) => (await listAheadOfTrack(reader, track, at)).map(toUse),
  async findLastAired(reader, track) {
    const airing = await findLastAiredOfTrack(reader, track)
    return airing === undefined ? undefined : toUse(airing)
  },
}
