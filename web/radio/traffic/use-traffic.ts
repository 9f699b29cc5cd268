import { useSearchOf } from '../../shell/use-search-of.ts'
import { type MissView, orderRoutes, type OrderView, spotRoutes } from '../../../src/radio/traffic/contract.ts'
import { undoBy } from '../../api/undo-by.ts'
import { useAct, useList } from '../../api/use-api.ts'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'

export const routes = orderRoutes.routes
export const spots = spotRoutes.routes

const PAGE = 100
export const WHICH = ['open', 'over', 'removed'] as const

/** What of a station's orders is looked at: all of it stands in the address. */
export function useAddress() {
  const { search, set } = useSearchOf('/radio/traffic')
  const order = search['order']
  return {
    station: search['station'],
    which: WHICH.find((one) => one === search['which']) ?? 'open',
    text: search['text'] ?? '',
    orderId: order !== undefined && /^[1-9]\d{0,14}$/.test(order) ? Number(order) : undefined,
    set,
  }
}

export type Address = ReturnType<typeof useAddress>

export const useOrders = (stationId: number, { which, text }: Address) =>
  useList(routes.list, {
    params: { stationId },
    query: { limit: PAGE, which, ...(text === '' ? {} : { text }) },
  })

/** Taking orders out and putting them back, each with its way back. */
export function useMoves({ onMoved }: { onMoved: () => void }) {
  const say = useWords()
  const undoOut = useAct(routes.restore, onMoved)
  const undoBack = useAct(routes.remove, onMoved)
  const paramsOf = ({ orderId }: OrderView) => ({ params: { orderId } })
  const remove = useAct(routes.remove, (order) => {
    onMoved()
    toast({
      title: say('web.traffic.takenOut', { number: order.number }),
      onUndo: undoBy(() => undoOut.mutateAsync({ ...paramsOf(order), body: {} })),
    })
  })
  const restore = useAct(routes.restore, (order) => {
    onMoved()
    toast({
      title: say('web.traffic.putBack', { number: order.number }),
      onUndo: undoBy(() => undoBack.mutateAsync(paramsOf(order))),
    })
  })
  return {
    takeOut: (order: OrderView) => remove.mutate(paramsOf(order)),
    putBack: (order: OrderView) => restore.mutate({ ...paramsOf(order), body: {} }),
    error: remove.error ?? restore.error,
  }
}

export type Moves = ReturnType<typeof useMoves>

/** Approving misses and taking decisions back. */
export function useDecisions() {
  const say = useWords()
  const reopen = useAct(spots.reopen)
  const undo = ({ spotId }: MissView) => undoBy(() => reopen.mutateAsync({ params: { spotId }, body: {} }))
  const approve = useAct(spots.approve, (miss) =>
    toast({ title: say('web.traffic.miss.approved', { number: miss.number }), onUndo: undo(miss) }),
  )
  const waive = useAct(spots.waive, (miss) =>
    toast({ title: say('web.traffic.miss.waivedNow', { number: miss.number }), onUndo: undo(miss) }),
  )
  return { approve, waive, reopen, error: approve.error ?? reopen.error }
}

export type Decisions = ReturnType<typeof useDecisions>
