import type { Params } from '../../../kernel/errors.ts'
import { foldText } from '../../../kernel/fold-text.ts'
import type { LogTrack } from '../ports.ts'
import type { LineField } from './contract.ts'

/** What a line says of its track. */
export type TrackWords = Partial<Record<LineField, string>>

export type Match =
  | { kind: 'found'; track: LogTrack & { lengthMs: number } }
  | { kind: 'wrong'; column: LineField; code: string; params: Params }

/**
 * Finds tracks by their id, the sum of their bytes, or exactly their title and artist, whatever case and accents. Two that
 * fit are none: nothing is guessed.
 */
export function trackMatcher(tracks: ReadonlyMap<number, LogTrack>) {
  const bySum = grouped(tracks, ({ md5 }) => md5?.toLowerCase() ?? '')
  const byTitle = grouped(tracks, ({ title }) => foldText(title))
  return ({ trackId = '', md5 = '', cart = '', title = '', artist = '' }: TrackWords): Match => {
    if (trackId !== '') {
      const track = /^\d{1,15}$/.test(trackId) ? tracks.get(Number(trackId)) : undefined
      return one('trackId', trackId, track === undefined ? [] : [track])
    }
    if (md5 !== '') return one('md5', md5, bySum.get(md5.toLowerCase()) ?? [])
    if (cart !== '') return one('cart', cart, byTitle.get(foldText(cart)) ?? [])
    if (title === '') return { kind: 'wrong', column: 'title', code: 'radio/line-names-no-track', params: {} }
    const named = byTitle.get(foldText(title)) ?? []
    const wanted = foldText(artist)
    return one(
      'title',
      artist === '' ? title : `${artist} – ${title}`,
      wanted === '' ? named : named.filter((track) => foldText(track.artist) === wanted),
    )
  }
}

function grouped(tracks: ReadonlyMap<number, LogTrack>, keyOf: (track: LogTrack) => string): Map<string, LogTrack[]> {
  const groups = new Map<string, LogTrack[]>()
  for (const track of tracks.values()) {
    const key = keyOf(track)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [track])
    else group.push(track)
  }
  return groups
}

/** Audio that can't be played is none while there is one that can. */
function one(column: LineField, text: string, found: readonly LogTrack[]): Match {
  const wrong = (code: string, params: Params): Match => ({ kind: 'wrong', column, code, params })
  const usable = found.filter((track): track is LogTrack & { lengthMs: number } => isUsable(track))
  const [first, second] = usable
  if (first !== undefined && second === undefined) return { kind: 'found', track: first }
  if (second !== undefined) return wrong('radio/line-fits-several', { text, count: usable.length })
  const broken = found[0]
  if (broken === undefined) return wrong('radio/line-fits-no-track', { text })
  const { title, trackId, state } = broken
  return wrong('radio/track-not-usable', { title, trackId, state })
}

const isUsable = ({ state, lengthMs }: LogTrack): boolean => state === 'usable' && lengthMs !== null && lengthMs > 0
