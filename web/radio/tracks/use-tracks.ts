import { useSearchOf } from '../../shell/use-search-of.ts'
import { trackRoutes, TrackState, TypeCode } from '../../../src/radio/tracks/contract.ts'
import { useList, useRead } from '../../api/use-api.ts'

export const { routes } = trackRoutes

const PAGE = 100
/** The age of the list is told by itself; what others changed comes with it. */
const COUNTS_EVERY_MS = 15_000
export const UNMAPPED = 'unmapped'
const MEASURED = ['yes', 'no', 'failed'] as const
const SORTS = ['title', 'artist', 'length', 'added', 'played'] as const

/** What of a library is looked at: all of it stands in the address. */
export function useAddress() {
  const { search, set } = useSearchOf('/radio/tracks')
  const [track, type] = [search['track'], search['type']]
  return {
    station: search['station'],
    text: search['text'] ?? '',
    type: TypeCode.options.find((code) => code === type),
    isUnmapped: type === UNMAPPED,
    state: TrackState.options.find((name) => name === search['state']),
    genre: search['genre'],
    measured: MEASURED.find((name) => name === search['measured']),
    isGone: search['gone'] === 'yes',
    sort: SORTS.find((name) => name === search['sort']) ?? 'title',
    isDown: search['order'] === 'down',
    trackId: track !== undefined && /^[1-9]\d{0,14}$/.test(track) ? Number(track) : undefined,
    isMapping: search['dialog'] === 'types',
    set,
    clear: () =>
      set({
        text: undefined,
        type: undefined,
        state: undefined,
        genre: undefined,
        gone: undefined,
        measured: undefined,
      }),
  }
}

export type Address = ReturnType<typeof useAddress>
export const SORT_NAMES = SORTS
export const MEASURED_NAMES = MEASURED

export const useTrackList = (stationId: number, address: Address) =>
  useList(routes.list, {
    params: { stationId },
    query: {
      limit: PAGE,
      sort: address.sort,
      ...(address.isDown ? { order: 'down' as const } : {}),
      ...(address.text === '' ? {} : { text: address.text }),
      ...(address.type === undefined ? {} : { type: address.type }),
      ...(address.isUnmapped ? { unmapped: 'yes' as const } : {}),
      ...(address.state === undefined ? {} : { state: address.state }),
      ...(address.genre === undefined ? {} : { genre: address.genre }),
      ...(address.measured === undefined ? {} : { measured: address.measured }),
      ...(address.isGone ? { gone: 'yes' as const } : {}),
    },
  })

export const useCounts = (stationId: number) =>
  useRead(routes.counts, { params: { stationId } }, { everyMs: COUNTS_EVERY_MS })
