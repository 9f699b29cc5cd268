import { foldText } from '../../../kernel/fold-text.ts'
import type { CategoryQuery } from '../pools/contract.ts'
import type { PoolTrack } from './model.ts'

/** Answers whether a track belongs to a category. */
export function categoryTest(query: CategoryQuery): (track: PoolTrack) => boolean {
  const types = new Set<string>(query.typeCodes)
  const genres = new Set(query.genres.map(foldText))
  const words = foldText(query.text)
    .split(' ')
    .filter((word) => word !== '')
  const isBetween = (value: number | null, least: number | null, most: number | null): boolean => {
    if (least === null && most === null) return true
    return value !== null && (least === null || value >= least) && (most === null || value <= most)
  }
  const hasWords = ({ title, artist }: PoolTrack): boolean => {
    const text = foldText(`${title} ${artist}`)
    return words.every((word) => text.includes(word))
  }
  return (track) =>
    track.typeCode !== null &&
    types.has(track.typeCode) &&
    isBetween(track.lengthMs, query.leastMs, query.mostMs) &&
    isBetween(track.year, query.fromYear, query.toYear) &&
    (genres.size === 0 || genres.has(foldText(track.genre))) &&
    (words.length === 0 || hasWords(track))
}
