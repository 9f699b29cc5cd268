import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { LogEditInput } from '../../../src/radio/logs/edit/contract.ts'
import type { LogDayView, LogEntryView } from '../../../src/radio/logs/read/contract.ts'
import type { BodyOf } from '../../../src/kernel/contract.ts'
import { call } from '../../api/client.ts'
import { keyOf, roomOf } from '../../api/use-api.ts'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'
import { titleOf } from './detail.ts'
import { dayRequest, routes } from './use-logs.ts'

type Act = (now: LogDayView) => Promise<LogDayView>

/** Edits of a day, one after the other, each on what the one before left; the first one takes the lock. */
export function useEdits(day: LogDayView) {
  const say = useWords()
  const [problem, setProblem] = useState<Error | null>(null)
  const run = useQueue(day, setProblem)
  return useMemo(() => {
    const edit = (...edits: LogEditInput[]) => run((now) => send(now, edits))
    const fillGap = (wish: Omit<BodyOf<typeof routes.fill>, 'dryRun'>) => run((now) => sendFill(now, wish))
    const undo = () => run((now) => back(now))
    const remove = async (entry: LogEntryView) => {
      const { entryId } = entry
      const done = await edit({ do: 'remove', entryId })
      if (done !== undefined)
        toast({
          title: say('web.logs.removed', { title: titleOf(say, entry) }),
          onUndo: async () => {
            let isLast = true
            const undone = await run(async (now) => {
              isLast = now.revision === done.revision
              return isLast ? back(now) : now
            })
            if (!isLast) return say('web.logs.changedAfter')
            return undone === undefined ? say('web.logs.notUndone') : undefined
          },
        })
    }
    return {
      problem,
      setProblem,
      run,
      edit,
      fillGap,
      remove,
      undo,
      redo: () => run((now) => call(routes.redo, { params: now, body: {} }, { ifMatch: now.etag })),
      backTo: (number: number) => run((now) => back(now, number)),
    }
  }, [run, problem, say])
}

export type Edits = ReturnType<typeof useEdits>

const back = (now: LogDayView, number?: number): Promise<LogDayView> =>
  call(routes.undo, { params: now, body: number === undefined ? {} : { number } }, { ifMatch: now.etag })

const hold = async (now: LogDayView): Promise<void> => {
  if (now.lock?.isMine !== true) await call(routes.lock, { params: now, body: {} })
}

async function sendFill(now: LogDayView, body: Omit<BodyOf<typeof routes.fill>, 'dryRun'>): Promise<LogDayView> {
  await hold(now)
  await call(routes.fill, { params: now, body }, { ifMatch: now.etag })
  return call(routes.day, dayRequest(now.stationId, now.airDate))
}

async function send(now: LogDayView, edits: LogEditInput[]): Promise<LogDayView> {
  await hold(now)
  return call(routes.edit, { params: now, body: { edits } }, { ifMatch: now.etag })
}

function useQueue({ stationId, airDate }: LogDayView, setProblem: (error: Error | null) => void) {
  const client = useQueryClient()
  const last = useRef<Promise<unknown>>(Promise.resolve())
  return useCallback(
    (act: Act): Promise<LogDayView | undefined> => {
      const queryKey = keyOf(routes.day, dayRequest(stationId, airDate))
      const others = ({ queryKey: key }: { queryKey: readonly unknown[] }): boolean =>
        roomOf(String(key[0])) === roomOf(routes.day.path) && key[0] !== routes.day.path
      const done = last.current.then(async () => {
        await client.cancelQueries({ queryKey })
        const now = client.getQueryData<LogDayView>(queryKey)
        if (now === undefined) return undefined
        try {
          const next = await act(now)
          client.setQueryData(queryKey, next)
          setProblem(null)
          return next
        } catch (error) {
          setProblem(error as Error)
          void client.invalidateQueries({ queryKey })
          return undefined
        } finally {
          void client.invalidateQueries({ predicate: others })
        }
      })
      last.current = done
      return done
    },
    [client, stationId, airDate, setProblem],
  )
}
