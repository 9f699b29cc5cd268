import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { inboxRoutes, type InboxFiles, type InboxView } from '../../src/radio/hydration/contract.ts'
import { call, type ProblemError } from '../api/client.ts'

/** A look goes through the whole folder, which may lie on a slow share. */
const MOVING_MS = 10_000
const CALM_MS = 30_000

/**
 * What lies in an inbox. It is no read of its room: an import is an event a file, and each would be a look at all of
 * them. It is looked at when the inbox changes, a run begins or ends, and every 10 s while something moves.
 */
export function useInboxFiles(inbox: InboxView, isMoving: boolean): UseQueryResult<InboxFiles, ProblemError> {
  const { inboxId, runId, etag } = inbox
  const files = useQuery<InboxFiles, ProblemError>({
    queryKey: ['inbox-files', inboxId],
    queryFn: ({ signal }) => call(inboxRoutes.routes.files, { params: { inboxId } }, { signal }),
    // Whoever opens the page asks what lies there now.
    refetchOnMount: 'always',
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isMoving || (state.data?.counts.waiting ?? 0) > 0 ? MOVING_MS : CALM_MS),
  })
  const { refetch } = files
  const hint = `${runId ?? ''} ${etag} ${isMoving}`
  const seen = useRef(hint)
  useEffect(() => {
    if (seen.current === hint) return
    seen.current = hint
    void refetch()
  }, [hint, refetch])
  return files
}
