import { useSearchOf } from '../../shell/use-search-of.ts'
import {
  AirStatusName,
  ownEpisodeRoutes,
  type OwnEpisodeView,
  ownShowRoutes,
  type OwnShowView,
} from '../../../src/radio/programme/own/contract.ts'
import { undoBy } from '../../api/undo-by.ts'
import { useAct, useList, useRead } from '../../api/use-api.ts'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'

export const showRoutes = ownShowRoutes.routes
export const episodeRoutes = ownEpisodeRoutes.routes

const PAGE = 100
const NOTHING: readonly never[] = []

/** What of a programme is looked at: all of it stands in the address. */
export function useAddress() {
  const { search, set } = useSearchOf('/radio/programme')
  return {
    station: search['station'],
    showId: numberIn(search['show']),
    status: AirStatusName.options.find((name) => name === search['status']),
    text: search['text'] ?? '',
    /** Those that were taken out, in place of those that are there. */
    isOut: search['out'] === 'yes',
    episodeId: numberIn(search['episode']),
    set,
    clear: () => set({ text: undefined, status: undefined, show: undefined }),
  }
}

export type Address = ReturnType<typeof useAddress>

const numberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined

/** The shows of a station, and how much there is. */
export function useShelves(stationId: number) {
  const params = { stationId }
  const shows = useRead(showRoutes.list, { params, query: {} })
  const showsOut = useRead(showRoutes.list, { params, query: { removed: 'yes' } })
  const all = useRead(episodeRoutes.list, { params, query: { limit: 1 } })
  const out = useRead(episodeRoutes.list, { params, query: { limit: 1, removed: 'yes' } })
  const outCount =
    out.data?.total == null || showsOut.data === undefined ? undefined : out.data.total + showsOut.data.items.length
  return {
    reads: [shows, showsOut, all, out],
    shows: (shows.data?.items ?? NOTHING) as readonly OwnShowView[],
    showsOut: (showsOut.data?.items ?? NOTHING) as readonly OwnShowView[],
    areShowsKnown: shows.data !== undefined,
    episodeCount: all.data?.total ?? undefined,
    outCount,
  }
}

export type Shelves = ReturnType<typeof useShelves>

export const useEpisodes = (stationId: number, { text, showId, status, isOut }: Address) =>
  useList(episodeRoutes.list, {
    params: { stationId },
    query: {
      limit: PAGE,
      ...(text === '' ? {} : { text }),
      ...(showId === undefined || isOut ? {} : { showId }),
      ...(status === undefined ? {} : { airStatus: status }),
      ...(isOut ? { removed: 'yes' as const } : {}),
    },
  })

/** Taking episodes and shows out and putting them back, each with its way back. */
export function useMoves({ onMoved }: { onMoved: () => void }) {
  const episodes = useEpisodeMoves(onMoved)
  const shows = useShowMoves(onMoved)
  return {
    takeOut: episodes.takeOut,
    putBack: episodes.putBack,
    takeShowOut: shows.takeOut,
    putShowBack: shows.putBack,
    error: episodes.error ?? shows.error,
    forget: () => {
      episodes.forget()
      shows.forget()
    },
  }
}

export type Moves = ReturnType<typeof useMoves>

function useEpisodeMoves(onMoved: () => void) {
  const say = useWords()
  const undoOut = useAct(episodeRoutes.restore, onMoved)
  const undoBack = useAct(episodeRoutes.remove, onMoved)
  const paramsOf = ({ episodeId }: OwnEpisodeView) => ({ params: { episodeId } })
  const remove = useAct(episodeRoutes.remove, (episode) => {
    onMoved()
    toast({
      title: say('web.programme.takenOut', { title: episode.title }),
      onUndo: undoBy(() => undoOut.mutateAsync({ ...paramsOf(episode), body: {} })),
    })
  })
  const restore = useAct(episodeRoutes.restore, (episode) => {
    onMoved()
    toast({
      title: say('web.programme.putBack', { title: episode.title }),
      onUndo: undoBy(() => undoBack.mutateAsync(paramsOf(episode))),
    })
  })
  return {
    takeOut: (episode: OwnEpisodeView, onDone?: () => void) =>
      remove.mutate(paramsOf(episode), onDone === undefined ? {} : { onSuccess: onDone }),
    putBack: (episode: OwnEpisodeView) => restore.mutate({ ...paramsOf(episode), body: {} }),
    error: remove.error ?? restore.error,
    forget: () => {
      remove.reset()
      restore.reset()
    },
  }
}

function useShowMoves(onMoved: () => void) {
  const say = useWords()
  const undoOut = useAct(showRoutes.restore, onMoved)
  const undoBack = useAct(showRoutes.remove, onMoved)
  const paramsOf = ({ showId }: OwnShowView) => ({ params: { showId } })
  const remove = useAct(showRoutes.remove, (show) => {
    onMoved()
    toast({
      title: say('web.programme.takenOut', { title: show.title }),
      onUndo: undoBy(() => undoOut.mutateAsync({ ...paramsOf(show), body: {} })),
    })
  })
  const restore = useAct(showRoutes.restore, (show) => {
    onMoved()
    toast({
      title: say('web.programme.putBack', { title: show.title }),
      onUndo: undoBy(() => undoBack.mutateAsync(paramsOf(show))),
    })
  })
  return {
    takeOut: (show: OwnShowView, onDone: () => void) => remove.mutate(paramsOf(show), { onSuccess: onDone }),
    putBack: (show: OwnShowView) => restore.mutate({ ...paramsOf(show), body: {} }),
    error: remove.error ?? restore.error,
    forget: () => {
      remove.reset()
      restore.reset()
    },
  }
}
