import type { QueryClient } from '@tanstack/react-query'
import { connectionRoutes, type ConnectionView } from '../../src/connections/contract.ts'
import { keyOf } from '../api/use-api.ts'

const KEY = keyOf(connectionRoutes.routes.list, {})

const change = (client: QueryClient, to: (items: readonly ConnectionView[]) => ConnectionView[]): void =>
  void client.setQueryData<{ items: ConnectionView[] }>(KEY, (list) => list && { items: to(list.items) })

/** Shows what was saved before the list is read again. */
export const keepInList = (client: QueryClient, saved: ConnectionView): void =>
  change(client, (items) => {
    const isKnown = items.some(({ connectionId }) => connectionId === saved.connectionId)
    if (isKnown) return items.map((one) => (one.connectionId === saved.connectionId ? saved : one))
    return [...items, saved].toSorted((a, b) => a.name.localeCompare(b.name))
  })

export const dropFromList = (client: QueryClient, gone: number): void =>
  change(client, (items) => items.filter(({ connectionId }) => connectionId !== gone))
