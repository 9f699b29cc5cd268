import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { accessRoutes, type SessionState } from '../../src/access/contract.ts'
import type { Scope } from '../../src/kernel/contract.ts'
import { call } from '../api/client.ts'
import { keyOf } from '../api/use-api.ts'

const { getSession } = accessRoutes.routes

export const sessionQuery = queryOptions({
  queryKey: keyOf(getSession, {}),
  queryFn: ({ signal }): Promise<SessionState> => call(getSession, {}, { signal }),
  staleTime: 60_000,
})

export type SignedIn = Extract<SessionState, { state: 'signed-in' }>

/** Who the browser is by now; only below the shell, whose route has asked the server. */
export const useSessionState = (): SessionState => useSuspenseQuery(sessionQuery).data

/** Who is signed in; only below the shell, whose route has made sure of it. */
export function useSession(): SignedIn {
  const data = useSessionState()
  if (data.state !== 'signed-in') throw new Error('the shell is shown to people who are signed in only')
  return data
}

/** Whether the person may do this. Screens leave out what is not allowed; the server decides. */
export function useMay(scope: Scope): boolean {
  const { data } = useQuery(sessionQuery)
  return data?.state === 'signed-in' && data.scopes.includes(scope)
}
