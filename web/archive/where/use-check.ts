import { useEffect, useState, useSyncExternalStore } from 'react'
import { whereRoutes } from '../../../src/archive/where/contract.ts'
import { call } from '../../api/client.ts'
import { createCheck } from './check.ts'
import { openFileReading, readerCount } from './read-file.ts'

/** A check of files of this computer, for as long as its page is open. */
export function useCheck() {
  const [check] = useState(() =>
    createCheck({
      ask: (files) => call(whereRoutes.routes.ask, { body: { files: [...files] } }),
      openReading: openFileReading,
      readers: readerCount(),
      now: () => performance.timeOrigin + performance.now(),
    }),
  )
  useEffect(() => () => check.stop(), [check])
  const view = useSyncExternalStore(check.subscribe, check.view)
  return { check, view }
}
