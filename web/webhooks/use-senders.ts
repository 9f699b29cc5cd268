import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { RequestOf } from '../../src/kernel/contract.ts'
import { type SourceView, webhookRoutes } from '../../src/webhooks/contract.ts'
import { call, type ProblemError } from '../api/client.ts'
import { roomOf } from '../api/use-api.ts'

const { change } = webhookRoutes.routes

/** Where a sender calls: this server, as this browser reaches it. */
export const addressOf = ({ key }: Pick<SourceView, 'key'>): string => new URL(`hooks/${key}`, document.baseURI).href

/** A change of what was read; what somebody else changed meanwhile is not overwritten, but read first. */
export function useChangeSender({ sourceId, etag }: SourceView, onDone: () => void) {
  const client = useQueryClient()
  return useMutation<SourceView, ProblemError, RequestOf<typeof change>['body']>({
    mutationFn: (body) => call(change, { params: { sourceId }, body }, { ifMatch: etag }),
    onSuccess: onDone,
    onSettled: () =>
      client.invalidateQueries({ predicate: ({ queryKey }) => roomOf(String(queryKey[0])) === roomOf(change.path) }),
  })
}
