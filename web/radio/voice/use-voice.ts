import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSearchOf } from '../../shell/use-search-of.ts'
import type { BodyOf, ReplyOf } from '../../../src/kernel/contract.ts'
import { type TakeView, voiceRoutes } from '../../../src/radio/voice/contract.ts'
import { call, type ProblemError } from '../../api/client.ts'
import { useRead } from '../../api/use-api.ts'

const { routes } = voiceRoutes
/** What others do in the library is no event. */
const EVERY_MS = 30_000

/** What is looked at: all of it stands in the address. */
export function useAddress() {
  const { search, set } = useSearchOf('/radio/voice')
  const { day, link } = search
  return {
    station: search['station'],
    day: day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined,
    link: link === undefined ? undefined : Number(link),
    set,
  }
}
export type Address = ReturnType<typeof useAddress>

export const useVoiceDay = (stationId: number, airDate: string) =>
  useRead(routes.day, { params: { stationId, airDate } }, { follows: 'radio.send-take', everyMs: EVERY_MS })

/** An act on a take, after which the day is read again. */
export function useTakeAct<Input, Reply>(act: (input: Input) => Promise<Reply>, onDone?: (reply: Reply) => void) {
  const client = useQueryClient()
  return useMutation<Reply, ProblemError, Input>({
    mutationFn: act,
    onSuccess: async (reply) => {
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === routes.day.path })
      onDone?.(reply)
    },
  })
}

export interface NewTake {
  stationId: number
  airDate: string
  entryId: number
  blob: Blob
  musicInMs: number | null
}

export const addTake = ({ blob, musicInMs, ...params }: NewTake): Promise<ReplyOf<typeof routes.add>> =>
  call(routes.add, { params, query: musicInMs === null ? {} : { musicInMs }, body: blob })

export const changeTake = ({
  take,
  body,
}: {
  take: TakeView
  body: BodyOf<typeof routes.change>
}): Promise<ReplyOf<typeof routes.change>> =>
  call(routes.change, { params: { takeId: take.takeId }, body }, { ifMatch: take.etag })

export const chooseTake = (takeId: number) => call(routes.choose, { params: { takeId }, body: {} })
export const removeTake = (takeId: number) => call(routes.remove, { params: { takeId } })
export const restoreTake = (takeId: number) => call(routes.restore, { params: { takeId }, body: {} })
