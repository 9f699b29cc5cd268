import type { TitleDetail } from '../../../src/library/titles/contract.ts'
import { useAct, useRead } from '../../api/use-api.ts'
import { useChange } from '../../radio/use-radio.ts'
import { routes } from '../titles/use-titles.ts'

/** What scans, providers and players do to a title is an event; its files may change without one. */
const EVERY_MS = 30_000

export const useTitle = (titleId: number | undefined) =>
  useRead(routes.get, { params: { titleId: titleId ?? 0 } }, { isEnabled: titleId !== undefined, everyMs: EVERY_MS })

/** Locks of a title: `*` for all of it, a fact, or a kind of artwork. */
export function useLocks(title: TitleDetail) {
  const change = useChange(routes.lock, title.etag, () => undefined)
  const { titleId, locks } = title
  type Lock = NonNullable<Parameters<typeof change.mutate>[0]['body']['lock']>[number]
  return {
    isLocked: (name: string): boolean => locks.includes(name) || locks.includes('*'),
    toggle: (name: Lock) =>
      change.mutate({
        params: { titleId },
        body: locks.includes(name) ? { lock: [], unlock: [name] } : { lock: [name], unlock: [] },
      }),
    error: change.error,
  }
}

/** Asks the provider again, or publishes: what is done with many titles, with one. */
export function useOne(titleId: number, onDone: (runIds: readonly number[], why: string | null) => void) {
  const act = useAct(routes.together, ({ runIds, left }) => onDone(runIds, left[0]?.reason.text ?? null))
  return {
    run: (name: 'refresh' | 'publish') => act.mutate({ body: { act: name, titleIds: [titleId] } }),
    error: act.error,
    isBusy: act.isPending,
  }
}
