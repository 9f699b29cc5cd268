import { useEffect, useRef, useState } from 'react'
import { whereRoutes } from '../../../src/archive/where/contract.ts'
import { call } from '../../api/client.ts'
import type { CheckView, Wanted } from './check.ts'
import type { AskedRow } from './verdict.ts'

export interface Look {
  phase: CheckView['phase']
  rows: readonly AskedRow[]
  wants: readonly Wanted[]
  error: Error | null
  /** What is said is of this moment, epoch ms. */
  doneAt: number | null
}

const NOTHING: Look = { phase: 'empty', rows: [], wants: [], error: null, doneAt: null }

/** Has the server read a file or folder of its own, page by page. */
export function useLook() {
  const [look, setLook] = useState(NOTHING)
  const stopping = useRef(new AbortController())
  useEffect(() => () => stopping.current.abort(), [])
  const start = async (root: string, path: string): Promise<void> => {
    stopping.current.abort()
    const { signal } = (stopping.current = new AbortController())
    let found: Look = { ...NOTHING, phase: 'running' }
    const show = (change: Partial<Look>): void => {
      if (signal.aborted) return
      found = { ...found, ...change }
      setLook(found)
    }
    show({})
    let cursor: string | undefined
    try {
      do {
        const reply = await call(whereRoutes.routes.look, { query: { root, path, cursor } }, { signal })
        const rows = reply.files.map(({ path: at, size, where, reason }, index) => ({
          key: found.rows.length + index,
          path: at,
          size,
          sha256: where?.sha256 ?? null,
          where,
          trouble: null,
          reason: where === null ? (reason?.text ?? '') : null,
        }))
        show({ rows: [...found.rows, ...rows], wants: reply.wants })
        cursor = reply.nextCursor ?? undefined
      } while (cursor !== undefined)
      show({ phase: 'done', doneAt: Date.now() })
    } catch (error) {
      show({ phase: 'stopped', error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  const stop = (): void => {
    stopping.current.abort()
    setLook((now) => ({ ...now, phase: 'stopped' }))
  }
  return { look, start: (root: string, path: string) => void start(root, path), stop }
}
