import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { RouteSpec } from '../../../src/kernel/contract.ts'
import { call, type ProblemError } from '../../api/client.ts'
import { roomOf } from '../../api/use-api.ts'

interface Wish {
  stationId: number
  /** Undefined: a new one. */
  id: number | undefined
  body: object
}

/** Adds a thing, or changes the version of it that was read. */
export function usePut(routes: { add: RouteSpec; change: RouteSpec }, etag: string | undefined, onDone: () => void) {
  const client = useQueryClient()
  const put = useMutation<unknown, ProblemError, Wish>({
    mutationFn: ({ stationId, id, body }) =>
      id === undefined
        ? call(routes.add, { params: { stationId }, body })
        : call(routes.change, { params: { id }, body }, { ifMatch: etag ?? '' }),
    onSuccess: onDone,
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => roomOf(String(queryKey[0])) === roomOf(routes.add.path),
      }),
  })
  return { error: put.error, send: put.mutate }
}
