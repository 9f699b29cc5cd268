import { useEffect, useState } from 'react'
import { logRoutes, type LogLevelName, type LogLine, type TailMessage } from '../../src/live/contract.ts'
import { addressOf, call } from '../api/client.ts'
import { openStream } from '../live/stream.ts'

export interface LogFilter {
  level: LogLevelName
  area: string
  text: string
}

/** A line of the log with a number that only this page knows. */
export interface TailLine extends LogLine {
  id: number
}

interface Tail {
  lines: readonly TailLine[]
  areas: readonly string[]
  /** Lines that were left out because they came too fast. */
  skipped: number
  error: Error | null
}

const KEPT = 2000
const EMPTY: Tail = { lines: [], areas: [], skipped: 0, error: null }

/** The newest lines, then each as it is written. While `isPaused` nothing is added. */
export function useLogTail(filter: LogFilter, isPaused: boolean): Tail {
  const [tail, setTail] = useState(EMPTY)
  const { level, area, text } = filter
  useEffect(() => {
    if (isPaused) return undefined
    let nextId = 0
    const numbered = (lines: readonly LogLine[]) => lines.map((line) => ({ ...line, id: nextId++ }))
    const query = { level, ...(area === '' ? {} : { area }), ...(text === '' ? {} : { text }) }
    const aborter = new AbortController()
    call(logRoutes.routes.list, { query }, { signal: aborter.signal }).then(
      ({ items, areas }) => setTail({ lines: numbered(items), areas, skipped: 0, error: null }),
      (error: Error) => !aborter.signal.aborted && setTail({ ...EMPTY, error }),
    )
    const stop = openStream({
      url: addressOf(logRoutes.routes.tail, { query }),
      names: ['line', 'skipped', 'heartbeat'],
      onOpen: () => undefined,
      onLost: () => undefined,
      onMessage: ({ name, data }) => {
        const message = { type: name, ...(data as object) } as TailMessage
        if (message.type === 'line')
          setTail((old) => ({ ...old, lines: [...old.lines, ...numbered([message.line])].slice(-KEPT) }))
        if (message.type === 'skipped') setTail((old) => ({ ...old, skipped: old.skipped + message.count }))
      },
    })
    return () => {
      aborter.abort()
      stop()
    }
  }, [level, area, text, isPaused])
  return tail
}
