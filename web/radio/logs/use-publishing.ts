import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { planRoutes } from '../../../src/plans/contract.ts'
import { type PublishPreview, publishRoutes } from '../../../src/radio/logs/publish/contract.ts'
import type { LogDayView } from '../../../src/radio/logs/read/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { call, type ProblemError } from '../../api/client.ts'
import { useAct, useRead } from '../../api/use-api.ts'
import { useMay } from '../../session/use-session.ts'
import { isBegun, isUnderWay } from './publication-view.ts'

const publications = publishRoutes.routes
const plans = planRoutes.routes
/** Jobs that carry out a plan. */
const APPLYING = 'plan.'
const LISTED = 20

/** An hour of the day, by its start; undefined is the whole day. */
export interface Hour {
  startsAt: string
  name: string
}

/** What a publication would do, what is under way, and what was done. */
export function usePublishing(day: LogDayView, { libraryConnectionId }: StationView) {
  const may = useMay('jobs:write')
  const mayTakeOver = useMay('files:move')
  const { logId } = day
  const look = useLook(logId)
  const [watched, setWatched] = useState<number | undefined>()
  const publish = useAct(publications.publish, ({ planId }) => {
    look.letGo()
    setWatched(planId ?? undefined)
  })
  const undo = useAct(plans.undo)
  const { list, last, plan } = useLast(logId, watched)
  // As the server has it: whoever may publish may take it back.
  const mayUndo = (one: typeof last): boolean => (one !== undefined && one.takeCount > 0 ? mayTakeOver : may)
  const isMoving = plan !== undefined && (plan.state === 'applying' || plan.state === 'undoing')
  const isRunning = publish.isPending || undo.isPending || isMoving || (last !== undefined && isUnderWay(last))
  const canLook = may && libraryConnectionId !== null && day.entries.length > 0
  const isAhead = Date.parse(day.endsAt) > Date.parse(day.now)
  useLookAtFirst(canLook && isAhead && list !== undefined && !isRunning, {
    look: look.ask,
    settled: `${last?.publicationId} ${last?.settledAt} ${plan?.state === 'stale'}`,
  })
  const { preview } = look
  return {
    ...look,
    may,
    mayTakeOver,
    canLook,
    isOld: preview !== undefined && preview.revision !== day.revision,
    list: list ?? [],
    last,
    isRunning,
    /** The playout was changed after the preview: nothing was sent. */
    isStale: watched !== undefined && plan?.planId === watched && plan.state === 'stale',
    isUndoing: plan?.state === 'undoing',
    undoableUntil: mayUndo(last) && plan?.planId === last?.planId ? (plan?.undoableUntil ?? null) : null,
    runId: (plan?.state === 'undoing' ? plan.undoRunId : plan?.runId) ?? null,
    error: publish.error ?? undo.error ?? look.error,
    publish: () => {
      if (preview?.planId == null) return
      const { hour, accepted } = look
      const planId = preview.planId
      publish.mutate({
        params: { logId },
        body: { planId, acceptedGaps: accepted, ...(hour && { hour: hour.startsAt }) },
      })
    },
    undo: () => last !== undefined && undo.mutate({ params: { planId: last.planId }, body: {} }),
  }
}

export type Publishing = ReturnType<typeof usePublishing>

/** What was begun, and the plan of the last of it. */
function useLast(logId: number, watched: number | undefined) {
  const request = { params: { logId }, query: { limit: LISTED } }
  const read = useRead(publications.list, request, { follows: APPLYING })
  const list = useMemo(() => read.data?.items.filter((one) => one.logId === logId && isBegun(one)), [read.data, logId])
  const last = list?.[0]
  const planId = watched ?? last?.planId
  const isKnown = planId !== undefined
  const get = { params: { planId: planId ?? 0 } }
  const found = useRead(plans.get, get, { isEnabled: isKnown, follows: APPLYING }).data
  const plan = found?.planId === planId ? found : undefined
  return { list, last, plan }
}

/** Once when the day is opened, and again when something was published or undone. */
function useLookAtFirst(may: boolean, { look, settled }: { look: () => void; settled: string }): void {
  const looked = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!may || looked.current === settled) return
    looked.current = settled
    look()
  }, [may, look, settled])
}

interface Wish {
  hour: Hour | undefined
  accepted: string[]
  /** Rows of others, by their numbers. */
  takeOver: number[]
}

/** Holds the log against the playout. A plan that nobody goes on to is put away. */
function useLook(logId: number) {
  const [wish, setWish] = useState<Wish>({ hour: undefined, accepted: [], takeOver: [] })
  const open = useRef<number | null>(null)
  const putAway = useCallback(() => {
    const planId = open.current
    open.current = null
    // One that can't be put away is a draft that nothing is done by; it goes with the next look, or by its age.
    if (planId !== null) call(plans.discard, { params: { planId }, body: {} }).catch(() => undefined)
  }, [])
  useEffect(() => putAway, [putAway])
  const { mutate, ...asking } = useMutation<PublishPreview, ProblemError, Wish>({
    mutationFn: ({ hour, accepted, takeOver }) => {
      putAway()
      const body = { acceptedGaps: accepted, takeOver, ...(hour === undefined ? {} : { hour: hour.startsAt }) }
      return call(publications.preview, { params: { logId }, body })
    },
    onSuccess: ({ planId }) => {
      open.current = planId
    },
  })
  const ask = useCallback(
    (change: Partial<Wish> = {}) => {
      // What was seen in another preview is not taken over in this one, unless it is said again.
      const next = { ...wish, ...(change.accepted === undefined ? { takeOver: [] } : {}), ...change }
      setWish(next)
      mutate(next)
    },
    [wish, mutate],
  )
  return {
    ...wish,
    preview: asking.data,
    error: asking.error,
    isLooking: asking.isPending,
    ask,
    /** It is carried out: nobody puts it away. */
    letGo: () => {
      open.current = null
      asking.reset()
    },
  }
}
