import type { Jobs } from '../../jobs/index.ts'
import type { Log } from '../../kernel/log.ts'
import { watchFolders } from '../../media/watch.ts'
import { type InboxDeps, listInboxes } from './inboxes.ts'
import { ImportInbox } from './jobs.ts'
import type { Inbox } from './model.ts'

export interface InboxWatch extends AsyncDisposable {
  /** Watches those that are to be watched, and looks at each once; again after something about them changed. */
  restart(): Promise<void>
  /** Looks at those of a station that are watched: a file there may fit now. */
  lookAt(stationId: number): Promise<void>
}

type WatchDeps = Pick<InboxDeps, 'db' | 'roots' | 'clock'> & { jobs: Jobs; log: Log }

const RECONCILE_MS = 5 * 60_000

export function watchInboxes(deps: WatchDeps): InboxWatch {
  const { db, jobs, clock, log } = deps
  let watching: AsyncDisposable | undefined
  let turn: Promise<void> = Promise.resolve()
  const look = ({ inboxId, path }: Pick<Inbox, 'inboxId' | 'path'>): void => {
    const options = { actor: 'system', label: path }
    db.tx((tx) => jobs.enqueue(tx, ImportInbox, { inboxId }, options)).catch((error: unknown) =>
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
    const byPath = new Map(watched.map((inbox) => [inbox.path, inbox]))
    watching = watchFolders(watched, {
      clock,
      reconcileMs: RECONCILE_MS,
      onHint: (path) => {
        const inbox = byPath.get(path)
        if (inbox !== undefined) look(inbox)
      },
      onTrouble: (path, error) =>
        log.warn({ path, err: error }, 'Watching an inbox failed; it is looked at by the clock alone'),
    })
    for (const inbox of watched) look(inbox)
  }
  const inTurn = (work: () => Promise<void>): Promise<void> => (turn = turn.catch(() => undefined).then(work))
  return {
    restart: () => inTurn(begin),
    async lookAt(stationId) {
      const inboxes = await listInboxes(deps)
      for (const inbox of inboxes) if (inbox.isWatched && inbox.stationId === stationId) look(inbox)
    },
    [Symbol.asyncDispose]: () => inTurn(stop),
  }
}
