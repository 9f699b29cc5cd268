import type { Jobs } from '../../jobs/index.ts'
import type { Log } from '../../kernel/log.ts'
import { watchFolders } from '../../media/watch.ts'
import { type InboxDeps, listInboxes } from './inboxes.ts'
import { ImportInbox } from './jobs.ts'

export interface InboxWatch extends AsyncDisposable {
  /** Watches those that are to be watched, and looks at each once; again after something about them changed. */
  restart(): Promise<void>
}

type WatchDeps = Pick<InboxDeps, 'db' | 'roots' | 'clock'> & { jobs: Jobs; log: Log }

const RECONCILE_MS = 5 * 60_000

export function watchInboxes(deps: WatchDeps): InboxWatch {
  const { db, jobs, clock, log } = deps
  let watching: AsyncDisposable | undefined
  let turn: Promise<void> = Promise.resolve()
  const look = (inboxId: number): void => {
    db.tx((tx) => jobs.enqueue(tx, ImportInbox, { inboxId }, { actor: 'system' })).catch((error: unknown) =>
      log.error({ err: error, inboxId }, 'A look at an inbox could not be queued; the next hint tries again'),
    )
  }
  const stop = async (): Promise<void> => {
    await watching?.[Symbol.asyncDispose]()
    watching = undefined
  }
  const begin = async (): Promise<void> => {
    await stop()
    const watched = (await listInboxes(deps)).filter(({ isWatched }) => isWatched)
    const idOf = new Map(watched.map(({ path, inboxId }) => [path, inboxId]))
    watching = watchFolders(watched, {
      clock,
      reconcileMs: RECONCILE_MS,
      onHint: (path) => look(idOf.get(path) ?? 0),
      onTrouble: (path, error) =>
        log.warn({ path, err: error }, 'Watching an inbox failed; it is looked at by the clock alone'),
    })
    for (const { inboxId } of watched) look(inboxId)
  }
  const inTurn = (work: () => Promise<void>): Promise<void> => (turn = turn.catch(() => undefined).then(work))
  return {
    restart: () => inTurn(begin),
    [Symbol.asyncDispose]: () => inTurn(stop),
  }
}
