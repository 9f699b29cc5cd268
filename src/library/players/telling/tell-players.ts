import type { JobContext, PayloadOf, SettledJob } from '../../../jobs/index.ts'
import type { Tx } from '../../../db/db.ts'
import type { PlayersDeps } from '../deps.ts'
import type { TellPlayers } from '../jobs.ts'
import type { FolderTelling, Reason } from '../model.ts'
import { findGroup, findLibrary } from '../store.ts'
import { type GroupOutcome, type GroupTelling, tellGroup } from './tell-group.ts'
import { tellGroupCards } from './tell-cards.ts'
import { findTelling, findTitle, setTaken, settleTelling } from './store.ts'

type Payload = PayloadOf<typeof TellPlayers>

/** Running it again is harmless: what was told already is not told again, and each player is looked at before. */
export const tellPlayers =
  (deps: PlayersDeps) =>
  async (payload: Payload, job: JobContext): Promise<{ state: string }> => {
    const telling = await job.commit((tx) => take(tx, payload))
    if (telling === undefined) return { state: 'nothing-new' }
    const group = await findGroup(deps.db.read, payload.groupId)
    const library = await findLibrary(deps.db.read, payload.libraryId)
    if (group === undefined || library === undefined) return { state: 'nothing-new' }
    const given = { group, library, telling }
    if (!group.isEnabled) {
      const reason = { code: 'players/group-off', params: { group: group.name } }
      job.finishWith((tx) => settle(deps, tx, { ...given, state: 'failed', reason }))
      return { state: 'off' }
    }
    const outcome = await tellOrLetGo(deps, given, job)
    if (outcome.is === 'wait') return job.snooze(outcome.ms, outcome.why)
    job.finishWith((tx) => settle(deps, tx, { ...given, state: outcome.state, reason: null }))
    return { state: outcome.state }
  }

/** From now on, what is asked needs another job. */
async function take(tx: Tx, payload: Payload): Promise<FolderTelling | undefined> {
  const telling = await findTelling(tx, payload)
  if (telling === undefined || telling.told >= telling.asked) return undefined
  await setTaken(tx, telling.tellingId, true)
  return telling
}

/** A job that waits or is tried again takes with it what is asked until then. */
async function tellOrLetGo(deps: PlayersDeps, given: GroupTelling, job: JobContext): Promise<GroupOutcome> {
  const letGo = () => deps.db.tx((tx) => setTaken(tx, given.telling.tellingId, false))
  try {
    const outcome = await tellGroup(deps, given, job)
    if (outcome.is === 'wait') await letGo()
    return outcome
  } catch (error) {
    await letGo()
    throw error
  }
}

interface Ended extends GroupTelling {
  state: 'verified' | 'accepted' | 'failed'
  reason: Reason | null
}

async function settle(deps: PlayersDeps, tx: Tx, { group, telling, state, reason }: Ended): Promise<void> {
  const { tellingId, asked, titleId, change, actor } = telling
  await settleTelling(tx, tellingId, { state, reason, asked, now: deps.clock.now() })
  await tellGroupCards(deps, tx, group)
  if (state === 'failed' || titleId === null || change === 'removed') return
  const title = await findTitle(tx, titleId)
  if (title === undefined) return
  await deps.events.append(tx, {
    kind: 'library.title.delivered',
    actor,
    subject: `library.title:${titleId}`,
    data: { ...title, titleId, group: group.name, state },
  })
}

/** However the job ended: what was not told says why, and what was asked meanwhile has a job of its own. */
export const noteFailure =
  (deps: PlayersDeps) =>
  async (tx: Tx, { payload, state, reason }: SettledJob<typeof TellPlayers>): Promise<void> => {
    if (state === 'completed') return
    const telling = await findTelling(tx, payload)
    const group = await findGroup(tx, payload.groupId)
    if (telling === undefined || group === undefined || telling.told >= telling.asked) return
    const why = { code: reason?.code ?? 'players/given-up', params: reason?.params ?? {} }
    const { tellingId, asked } = telling
    await settleTelling(tx, tellingId, { state: 'failed', reason: why, asked, now: deps.clock.now() })
    await tellGroupCards(deps, tx, group)
  }
